/** The questions put to the query API's handler, with how long each took and what it asked of DynamoDB. */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import * as z from 'zod';
import type { wireQueryApi } from '../../lib/wire/query-api.ts';
import { makeRandom } from '../../local/simulators/random.ts';
import { percentilesOf } from '../delivery/latencies.ts';
import { QUESTIONS, type Question } from './questions.ts';

export const TOKEN = 'bench';
/** Of one question, once it is warm: enough for a p99, unless it is a slow one. */
const MOST_RUNS = 200;
const LEAST_RUNS = 30;
const LONGEST_MS = 8_000;
const WARM_UP_RUNS = 5;

/** Times in milliseconds; requests and items are means. */
export type Asked = { p50: number; p99: number; runs: number; requests: number; items: number };

type Handler = Awaited<ReturnType<typeof wireQueryApi>>;

/** Each question so often, about other files every time. `countRequests`: of DynamoDB, so far. */
export async function askEverything(handler: Handler, files: number, countRequests: () => number) {
  const asked = new Map<string, Asked>();
  for (const question of QUESTIONS) asked.set(question.name, await askOften(question));
  return asked;

  async function askOften(question: Question): Promise<Asked> {
    const { name, ask, isSecondPage, mayFindNothing } = question;
    const random = makeRandom('questions', name);
    const times: number[] = [];
    let requests = 0;
    let items = 0;
    const startedAt = performance.now();
    for (let run = -WARM_UP_RUNS; run < MOST_RUNS; run += 1) {
      if (run >= LEAST_RUNS && performance.now() - startedAt > LONGEST_MS) break;
      let target = ask(random, files);
      if (isSecondPage) {
        const { cursor } = readAnswer(question, target, await handler(eventOf(target)));
        if (cursor === undefined) throw new Error(`${name}: ${target} has no second page`);
        target += `${target.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
      }
      const requestsBefore = countRequests();
      const askedAt = performance.now();
      const answer = await handler(eventOf(target));
      const took = performance.now() - askedAt;
      const { found } = readAnswer(question, target, answer);
      if (found === 0 && !mayFindNothing) throw new Error(`${name}: ${target} found nothing`);
      if (run < 0) continue;
      times.push(took);
      requests += countRequests() - requestsBefore;
      items += found;
    }
    if (items === 0) throw new Error(`${name}: none of ${times.length} answers found anything`);
    const { p50 = Number.NaN, p99 = Number.NaN } = percentilesOf(times) ?? {};
    return { p50, p99, runs: times.length, requests: requests / times.length, items: items / times.length };
  }
}

const listSchema = z.array(z.unknown()).optional();
const answerSchema = z.object({
  files: listSchema,
  summaries: listSchema,
  moments: listSchema,
  jobs: listSchema,
  vendors: listSchema,
  /** Of evidence: both vendors' elements are objects, and one without members is none. */
  element: z.looseObject({}).optional(),
  cursor: z.string().optional(),
});

const redirectionSchema = z.object({ location: z.url() });

/** How much an answer found. Throws unless it is a 200, or the redirection that is asked for. */
function readAnswer(
  { name, isRedirected }: Question,
  target: string,
  { statusCode, headers, body }: Awaited<ReturnType<Handler>>,
): { found: number; cursor?: string | undefined } {
  if (statusCode !== (isRedirected ? 302 : 200)) {
    throw new Error(`${name}: ${target} was answered ${statusCode}: ${body}`);
  }
  if (isRedirected) {
    redirectionSchema.parse(headers);
    return { found: 1 };
  }
  const { files, summaries, moments, jobs, vendors, element, cursor } = answerSchema.parse(JSON.parse(body ?? ''));
  const items = files ?? summaries ?? moments ?? jobs ?? vendors ?? Object.keys(element ?? {});
  return { found: items.length, cursor };
}

function eventOf(target: string): Parameters<Handler>[0] {
  const [rawPath = '', rawQueryString = ''] = target.split('?');
  const http = { method: 'GET', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: decodeURIComponent(rawPath),
    rawQueryString,
    headers: { authorization: `Bearer ${TOKEN}`, host: 'localhost' },
    isBase64Encoded: false,
    body: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authentication: null,
      authorizer: {},
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http,
      requestId: '0',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

/** Of this process, whoever makes them. */
export function countDynamodbRequests(): () => number {
  let count = 0;
  subscribe('http.client.request.start', (message) => {
    const { request } = z.object({ request: z.custom<ClientRequest>() }).parse(message);
    if (String(request.getHeader('x-amz-target')).startsWith('DynamoDB')) count += 1;
  });
  return () => count;
}

/** Throws requests of any kind at the query API: those that only read, and those that would change something. */
import assert from 'node:assert/strict';
import { KEPT_JOBS } from './kept-jobs.ts';
import { makeKeptVerdex, TOKEN } from './kept-verdex.ts';
import { demandDiscreetLog, demandDiscretion, demandJson, demandOnlyChanged } from './promises.ts';
import { queryBody } from './query-bodies.ts';
import type { Snapshot } from './recording-stores.ts';
import { eventOf, type HostileRequest, reading, writing } from './requests.ts';
import { makeTarget, type Saw } from './target.ts';

const STATUSES = [200, 201, 202, 302, 400, 401, 404, 405, 409, 413, 415];

/** Given back by design: the client's own words for what it asked about; and names of parameters that there are none of. */
const OWN_WORDS = ['ref', 'emotion', 'model', 'class'];

export type Answer = { statusCode: number; headers?: Record<string, unknown>; body?: string };

async function check(about: HostileRequest, saw: Saw): Promise<void> {
  const verdex = await makeKeptVerdex();
  const before = await verdex.snapshot();
  const answer: Answer = await verdex.queryApi(eventOf(about));
  const { statusCode } = answer;
  const { method = '' } = about;
  saw(`${['GET', 'HEAD', 'POST'].includes(method) ? method : 'another method'} ${statusCode}`);
  const [, route] = /\/(evidence|moments|policies)$/.exec(about.path) ?? [];
  if (statusCode === 200 && route !== undefined) saw(route);
  assert.ok(STATUSES.includes(statusCode), `status ${statusCode}`);
  if (about.authorization !== `Bearer ${TOKEN}`) demandNothingTold(about, statusCode);
  demandGoodAnswer(about, answer);
  demandDiscreetLog(verdex);
  assert.deepEqual(verdex.log.events('error'), []);
  demandOnlyChanged(before, await verdex.snapshot(), mayChange(about, answer, before));
  assert.deepEqual(verdex.nudged, []);
}

/** To strangers there is the description, and that callbacks go elsewhere. */
function demandNothingTold({ path, authorization }: HostileRequest, statusCode: number): void {
  // A scheme is a word in any case, and blanks around a value are none of it: both are tokens that are known.
  if (/^\s*Bearer +the-token-of-the-api\s*$/i.test(authorization ?? '')) return;
  if (path.startsWith('/callbacks/')) assert.equal(statusCode, 404);
  else if (statusCode !== 401) assert.equal(statusCode, 200);
}

function demandGoodAnswer({ method, authorization }: HostileRequest, { statusCode, headers, body = '' }: Answer): void {
  if (statusCode === 302) return;
  // HEAD is answered without a body.
  if (method === 'HEAD' && body === '') return;
  const json = demandJson(headers, body) as Record<string, unknown>;
  if (statusCode >= 400) {
    assert.deepEqual(Object.keys(json), ['message']);
    assert.equal(typeof json.message, 'string');
  }
  const token = authorization !== undefined && authorization.length > 12 ? authorization : '';
  demandDiscretion(JSON.stringify(json, withoutOwnWords), [token]);
}

function withoutOwnWords(key: string, value: unknown): unknown {
  if (OWN_WORDS.includes(key)) return undefined;
  return key === 'message' ? String(value).replace(/^.*: no such parameter here/s, '') : value;
}

/** Only what a request that was taken is about. */
function mayChange(about: HostileRequest, { statusCode, body = '' }: Answer, before: Snapshot) {
  if (about.method !== 'POST' || statusCode >= 300) return () => false;
  const answer = JSON.parse(body);
  if (about.path === '/jobs' || about.path.endsWith('/replay')) {
    if (about.path !== '/jobs/replay') return (key: string) => key === `jobs/${answer.job}`;
    const { status, dryRun } = sentBody(about);
    const ofStatus = KEPT_JOBS.filter((job) => job.status === status).map((job) => `jobs/${job.vendor}#${job.jobId}`);
    assert.ok(answer.replayed <= answer.matched && answer.matched <= ofStatus.length);
    return (key: string) => dryRun !== true && ofStatus.includes(key) && before.has(key);
  }
  return (key: string) => about.path.endsWith('/adoptions') && key === `states/${answer.vendor}`;
}

function sentBody({ body = '', isBase64Encoded }: HostileRequest): { status?: unknown; dryRun?: unknown } {
  return JSON.parse(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString());
}

export const readingQueries = makeTarget({
  name: 'query-api, reading',
  perThousand: 150,
  mustSee: [
    'evidence',
    'moments',
    'policies',
    'GET 200',
    'GET 302',
    'GET 400',
    'GET 401',
    'GET 404',
    'HEAD 200',
    'HEAD 404',
  ],
  cases: reading,
  check,
});

export const writingQueries = makeTarget({
  name: 'query-api, writing',
  perThousand: 110,
  mustSee: ['POST 200', 'POST 201', 'POST 202', 'POST 400', 'POST 401', 'POST 404', 'POST 409', 'POST 413', 'POST 415'],
  cases: writing(queryBody),
  check,
});

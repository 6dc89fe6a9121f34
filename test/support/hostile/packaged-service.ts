/** Throws requests at the packaged service, over HTTP: what a gateway makes of them comes on top. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packageService } from '../../../infra/package.ts';
import { type LocalVerdex, startLocalVerdex } from '../../../local/local-verdex.ts';
import { hostileCallback } from './callbacks.ts';
import { TOKEN } from './kept-verdex.ts';
import { fixturesOf } from './mutations.ts';
import { queryBody } from './query-bodies.ts';
import { type HostileRequest, reading, writing } from './requests.ts';
import { makeTarget, type Saw, type Target } from './target.ts';
import { MARKER } from './texts.ts';

const KEPT = { vendor: 'hive', jobId: 'a-task-that-is-kept' };
/** Those that `fetch` sends as they are given. */
const SENT_HEADERS = ['accept', 'content-encoding', 'cookie', 'if-none-match', 'range', 'referer', 'x-forwarded-host'];
const SENT_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];

type Running = { target: Target; stop(): Promise<void> };

export async function startPackagedService(): Promise<Running> {
  await packageService();
  const lines: string[] = [];
  const verdex = await startLocalVerdex({ onLog: (line) => lines.push(line) });
  try {
    const kept = await keepOne(verdex);
    const target = makeTarget({
      name: 'the packaged service, over HTTP',
      perThousand: 25,
      mustSee: ['202', '200', '400', '401', '404'],
      cases: fc.oneof(
        hostileCallback.map((callback) => ({ callback, query: undefined })),
        fc.oneof(reading, writing(queryBody)).map((query) => ({ query, callback: undefined })),
      ),
      check: async ({ callback, query }, saw) => {
        lines.length = 0;
        const response = callback === undefined ? await ask(verdex, query) : await callBack(verdex, callback);
        await checkAnswer(response, saw);
        assert.deepEqual(await keptParts(verdex), kept);
        for (const line of lines) {
          for (const secret of [MARKER, verdex.token, verdex.hume.apiKey]) {
            assert.ok(!line.includes(secret), `${secret} in ${line}`);
          }
        }
      },
    });
    return { target, stop: () => verdex.stop() };
  } catch (error) {
    await verdex.stop();
    throw error;
  }
}

async function checkAnswer(response: Response, saw: Saw): Promise<void> {
  const { status, headers } = response;
  const body = await response.text();
  saw(String(status));
  assert.ok(status < 500, `status ${status}: ${body}`);
  if (body === '') return;
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  const answer = JSON.parse(body);
  if (status < 400) return;
  assert.equal(typeof answer.message, 'string');
  assert.ok(!answer.message.replace(/^.*: no such parameter here/s, '').includes(MARKER), answer.message);
}

/** A job with its bytes and its file. */
async function keepOne(verdex: LocalVerdex): Promise<unknown> {
  const task = fixturesOf('hive').find(({ name }) => name === 'speech_seed.json');
  const body = JSON.stringify({ ...JSON.parse(String(task?.bytes)), id: KEPT.jobId });
  const { status } = await fetch(verdex.callbackUrl('hive', 'a file that is kept'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  assert.equal(status, 202);
  return keptParts(verdex);
}

/** Of the job, what no request may change, whatever becomes of the job. */
async function keptParts(verdex: LocalVerdex): Promise<unknown> {
  const { job, ref, createdAt, callback } = JSON.parse(
    await (await verdex.query(`/jobs/${KEPT.vendor}/${KEPT.jobId}`)).text(),
  );
  return { job, ref, createdAt, callback };
}

function callBack(verdex: LocalVerdex, { vendor, capability, body, headers }: HostileCallbackSent): Promise<Response> {
  const isGood = capability.length > 60;
  const [kind, secret = ''] = isGood
    ? ['hume', 'hive'].includes(vendor)
      ? ['good']
      : ['odd', 'x']
    : ['odd', capability];
  const url =
    kind === 'good'
      ? verdex.callbackUrl(vendor)
      : `${verdex.stack.url}/callbacks/${encodeURIComponent(vendor)}/${encodeURIComponent(secret)}`;
  const content = { 'content-type': 'application/json' };
  return fetch(url, {
    method: 'POST',
    headers: { ...sentHeaders(headers), ...content },
    body: new Uint8Array(body ?? []),
  });
}
type HostileCallbackSent = {
  vendor: string;
  capability: string;
  body: Buffer | undefined;
  headers: Record<string, string>;
};

function ask(verdex: LocalVerdex, about: HostileRequest): Promise<Response> {
  const path = about.path.split('/').map(encodeURIComponent).join('/');
  const query = (about.query ?? '').replaceAll(/[#\s]/g, '');
  const method = SENT_METHODS.includes(about.method ?? '') ? (about.method ?? 'GET') : 'GET';
  const { authorization, contentType } = about;
  const body = Buffer.from(about.body ?? '', about.isBase64Encoded ? 'base64' : 'utf8');
  return fetch(`${verdex.stack.url}${path}?${query}`, {
    method,
    redirect: 'manual',
    headers: sentHeaders({
      ...about.headers,
      ...(authorization !== undefined && { authorization: authorization.replaceAll(TOKEN, verdex.token) }),
      ...(contentType !== undefined && { 'content-type': contentType }),
    }),
    ...(!['GET', 'HEAD'].includes(method) && { body: new Uint8Array(body) }),
  });
}

function sentHeaders(headers: Record<string, string>): Record<string, string> {
  const sent = Object.entries(headers).filter(([name]) =>
    [...SENT_HEADERS, 'authorization', 'content-type'].includes(name),
  );
  // HTTP/1.1 takes bytes, and no control characters.
  return Object.fromEntries(
    sent.map(([name, value]) => [
      name,
      Buffer.from(value.replaceAll(/\p{Cc}/gu, ''))
        .toString('latin1')
        .replaceAll(/\p{Cc}/gu, ''),
    ]),
  );
}

/** Throws requests at the functions while a store, a queue or our own code fails beneath them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Retryable } from '../../../lib/platform/errors.ts';
import { callbackEvent, hostileCallback } from './callbacks.ts';
import { type KeptVerdex, makeKeptVerdex } from './kept-verdex.ts';
import { demandDiscretion, demandJson, demandOnlyChanged } from './promises.ts';
import type { Answer } from './queries.ts';
import { queryBody } from './query-bodies.ts';
import { eventOf, type HostileRequest, reading, writing } from './requests.ts';
import { makeTarget, type Saw } from './target.ts';

/** What a failure says may reach the log, and nobody else. */
const SAID = 'table secret-table of account 000000000000';
const failures = {
  'that may pass': () => new Retryable(`AWS failed: ${SAID}`, { retryAfterMs: 1e9 }),
  'of a bug': () => new TypeError(`${SAID} is not a function`),
};
const failing = {
  at: fc.nat({ max: 4 }),
  failure: fc.constantFrom(...(Object.keys(failures) as (keyof typeof failures)[])),
};

type Failing = { at: number; failure: keyof typeof failures };

async function failingVerdex({ at, failure }: Failing): Promise<KeptVerdex> {
  const verdex = await makeKeptVerdex();
  verdex.stumbling.failsAt = at;
  verdex.stumbling.failure = failures[failure]();
  return verdex;
}

async function checkCallback(
  about: Failing & { request: Parameters<typeof callbackEvent>[0] },
  saw: Saw,
): Promise<void> {
  const verdex = await failingVerdex(about);
  const before = await verdex.snapshot();
  const event = callbackEvent(about.request);
  const answering = verdex.receiveCallback(event);
  const { stumbling } = verdex;
  const isLate = (call: string | undefined) => call === undefined || call.startsWith('queue.');
  const answer = await answering.catch((error: unknown) => {
    // A bug is thrown: API Gateway answers 500, and the vendor sends again.
    assert.equal(error, stumbling.failure);
    assert.equal(about.failure, 'of a bug');
    return undefined;
  });
  const { vendor } = about.request;
  const mayChange = (key: string) =>
    /^(raw|jobs|bindings)\//.test(key) && (key.includes(vendor) || key.startsWith('bindings/'));
  demandOnlyChanged(before, await verdex.snapshot(), mayChange);
  if (answer === undefined) return saw('thrown');
  const { statusCode = 0, headers, body } = answer;
  demandJson(headers, body);
  demandDiscretion(body ?? '', [SAID]);
  saw(isLate(stumbling.failed) ? 'not met' : String(statusCode));
  // The nudge only saves time: without it, all is kept all the same.
  if (isLate(stumbling.failed)) return assert.ok(statusCode < 500, `status ${statusCode}`);
  assert.equal(about.failure, 'that may pass', 'a bug was taken for something that may pass');
  assert.equal(statusCode, 503);
  assert.equal(headers?.['retry-after'], '30');
}

async function checkQuery(about: Failing & { request: HostileRequest }, saw: Saw): Promise<void> {
  const verdex = await failingVerdex(about);
  const { statusCode, headers, body }: Answer = await verdex.queryApi(eventOf(about.request));
  const { stumbling } = verdex;
  if (statusCode !== 302 && body !== '') demandJson(headers, body);
  // What is answered with success may hold what the client calls its own things.
  if (statusCode >= 400) demandDiscretion(body?.replace(/^.*: no such parameter here/s, '') ?? '', [SAID]);
  if (stumbling.failed === undefined) {
    saw('not met');
    assert.ok(statusCode < 500, `status ${statusCode}`);
    return;
  }
  saw(String(statusCode));
  assert.equal(statusCode, about.failure === 'of a bug' ? 500 : 503);
  assert.deepEqual(verdex.log.events('error'), ['query_failed']);
}

export const failingCallbacks = makeTarget({
  name: 'receive-callback, a dependency failing',
  perThousand: 30,
  mustSee: ['503', 'thrown', 'not met'],
  cases: fc.record({ ...failing, request: hostileCallback }),
  check: checkCallback,
});

export const failingQueries = makeTarget({
  name: 'query-api, a dependency failing',
  perThousand: 40,
  mustSee: ['500', '503', 'not met'],
  cases: fc.record({ ...failing, at: fc.nat({ max: 1 }), request: fc.oneof(reading, writing(queryBody)) }),
  check: checkQuery,
});

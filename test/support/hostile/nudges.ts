/** Throws messages of any kind at the worker: what its queue should never hold. */
import assert from 'node:assert/strict';
import type { Context, SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { Retryable } from '../../../lib/platform/errors.ts';
import { KEPT_JOBS } from './kept-jobs.ts';
import { makeKeptVerdex } from './kept-verdex.ts';
import { demandDiscreetLog, demandOnlyChanged } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyBytes, anyJsonText, anyText, MARKER, mostly } from './texts.ts';

const quoted = (text: string) => JSON.stringify(text);
const keptJob = fc.constantFrom(...KEPT_JOBS.map(({ vendor, jobId }) => JSON.stringify({ vendor, jobId })));
const nudgeLike = fc
  .record({ vendor: mostly(fc.constantFrom('"hume"', '"hive"'), anyJsonText), jobId: fc.option(anyText.map(quoted)) })
  // The names of vendor and job are what a log line is about.
  .map(({ vendor, jobId }) => `{"vendor":${vendor}${jobId === null ? '' : `,"jobId":${jobId}`}}`)
  .map((text) => text.replaceAll(MARKER, 'task'));
const noJson = fc.oneof(anyText, anyBytes.map(String), anyJsonText);
const body = fc.oneof(keptJob, nudgeLike, noJson);
const batch = fc.record({
  bodies: fc.array(body, { minLength: 1, maxLength: 3 }),
  received: mostly(fc.constantFrom('1', '2', '999'), anyText),
  remainingMs: fc.constantFrom(-1, 0, 14_000, 300_000),
  failsAt: mostly(fc.constant(undefined), fc.nat({ max: 4 }), 3),
});
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;

export function sqsEvent(bodies: readonly string[], received = '1'): SQSEvent {
  const records = bodies.map((text, n) => ({
    messageId: `message-${n}`,
    body: text,
    attributes: { ApproximateReceiveCount: received },
  }));
  return { Records: records } as SQSEvent;
}

export const contextOf = (remainingMs: number) => ({ getRemainingTimeInMillis: () => remainingMs }) as Context;

/** The job or the vendor that a body is about. */
function targetOf(text: string): { vendor: string; jobId?: string } | undefined {
  try {
    const { vendor, jobId, ...more } = JSON.parse(text);
    if (typeof vendor !== 'string' || Object.keys(more).length > 0) return undefined;
    return jobId === undefined || typeof jobId === 'string' ? { vendor, jobId } : undefined;
  } catch {
    return undefined;
  }
}

async function check({ bodies, received, remainingMs, failsAt }: Batch, saw: Saw): Promise<void> {
  const verdex = await makeKeptVerdex(async () => new Response('{}', { status: 500 }));
  const before = await verdex.snapshot();
  verdex.stumbling.failsAt = failsAt;
  verdex.stumbling.failure = new Retryable('AWS failed: ThrottlingException');
  const { batchItemFailures } = await verdex.processBatch(sqsEvent(bodies, received), contextOf(remainingMs));
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const targets = bodies.map(targetOf);
  for (const [n, target] of targets.entries()) {
    const isFailed = failed.includes(`message-${n}`);
    saw(
      `${target === undefined ? 'not a nudge' : target.jobId === undefined ? 'of a vendor' : 'of a job'}, ${isFailed ? 'failed' : 'done'}`,
    );
    // What cannot be read goes to the dead letters; a readable one fails only with the stores.
    if (target === undefined) assert.ok(isFailed, 'swallowed what it cannot read');
    else if (verdex.stumbling.failed === undefined) assert.ok(!isFailed, 'failed what it can read');
  }
  demandDiscreetLog(verdex);
  const named = new Set(targets.map((target) => target && `${target.vendor}#${target.jobId}`));
  const vendors = new Set(targets.map((target) => target?.vendor));
  demandOnlyChanged(before, await verdex.snapshot(), (key) => {
    const [, table = '', rest = ''] = /^(\w+)\/(.*)$/s.exec(key) ?? [];
    if (table === 'jobs') return named.has(rest);
    if (table === 'files') return [...named].some((name) => rest.startsWith(`${name}/`));
    if (table === 'states') return vendors.has(rest) && ['hume', 'hive'].includes(rest);
    return [...vendors].some((vendor) => rest.startsWith(`results/${vendor}/`));
  });
}

export const nudges = makeTarget({
  name: 'process-job, its messages',
  perThousand: 40,
  mustSee: ['not a nudge, failed', 'of a job, done', 'of a job, failed', 'of a vendor, done'],
  cases: batch,
  check,
});

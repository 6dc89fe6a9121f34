/** Whatever a vendor's address answers, it is a result, or one of the failures that the worker knows what to do about. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccessRefused, Malformed, Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeHive } from '../../../lib/vendors/hive/hive.ts';
import { makeHume } from '../../../lib/vendors/hume/hume.ts';
import type { Vendor } from '../../../lib/vendors/vendor.ts';
import { frames, PAGED_URL, TASK_ID, taskPage } from '../../support/hive-fetching.ts';
import { BASE, JOB_ID } from '../../support/hume-fetching.ts';

const KNOWN = [AccessRefused, Malformed, Permanent, Retryable];
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(1e300, -0, 2 ** 53));
const oddly = <T>(value: T) => fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, fc.jsonValue());

const jobDetails = fc.record({
  job_id: oddly(JOB_ID),
  state: fc.record(
    {
      status: fc.oneof(fc.constantFrom('COMPLETED', 'COMPLETED', 'IN_PROGRESS'), fc.jsonValue()),
      created_timestamp_ms: number,
      num_predictions: number,
      message: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
});
const task = fc.tuple(oddly(TASK_ID), fc.integer({ min: 190, max: 210 }), number).map(([id, outputs, count]) => {
  return taskPage([frames(0, outputs)], { id, frames: count });
});
const asJson = (value: unknown) => Buffer.from(JSON.stringify(value));
const bodyLike = (likely: fc.Arbitrary<unknown>) =>
  fc.oneof(
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.array(fc.jsonValue()).map(asJson),
    { weight: 6, arbitrary: likely.map(asJson) },
    fc.array(likely, { maxLength: 60 }).map(asJson),
  );
const answerLike = (likely: fc.Arbitrary<unknown>) =>
  fc.record({
    status: fc.oneof({ weight: 8, arbitrary: fc.constant(200) }, fc.constant(404), fc.integer({ min: 200, max: 599 })),
    headers: fc.constantFrom<Record<string, string>>({}, { 'retry-after': '1e9' }, { location: 'https://h.test/' }),
    body: bodyLike(likely),
  });

test.each<[string, string, fc.Arbitrary<unknown>, (fetch: typeof globalThis.fetch) => Vendor]>([
  ['Hume', JOB_ID, jobDetails, (fetch) => makeHume({ baseUrl: BASE, apiKey: 'key-1', fetch })],
  [
    'Hive',
    TASK_ID,
    task,
    (fetch) => makeHive({ policy: DEFAULT_POLICY, taskUrl: PAGED_URL, apiKeys: ['a', 'b'], fetch }),
  ],
])('%s', async (_, jobId, likely, makeVendor) => {
  const outcomes = new Map<string, number>();
  const record = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  await fc.assert(
    fc.asyncProperty(fc.array(answerLike(likely), { minLength: 1, maxLength: 4 }), async (answers) => {
      let asked = 0;
      const vendor = makeVendor(async () => {
        const { status, headers, body } = answers[asked++ % answers.length] ?? {};
        const isEmpty = [204, 205, 304].includes(status ?? 200);
        return new Response(isEmpty ? null : (body ?? ''), { status: status ?? 200, headers: headers ?? {} });
      });
      const { signal } = new AbortController();
      const known = (error: unknown) => {
        record(error instanceof Error ? error.name : 'thrown');
        if (!KNOWN.some((kind) => error instanceof kind)) throw error;
      };
      const fetching = async () => {
        const result = await vendor.fetchResult?.(jobId, signal);
        record(result?.state ?? 'none');
        if (result?.state === 'completed') await vendor.summarise(result.body, { jobId }, async () => {});
      };
      const listing = async () => {
        for await (const jobs of vendor.listJobs?.(new Date(0), signal) ?? []) expect(jobs).not.toEqual([]);
      };
      await fetching().catch(known);
      await listing().catch(known);
      expect(asked).toBeLessThan(2100);
    }),
    { numRuns: 300 },
  );
  for (const outcome of ['completed', 'Retryable']) expect(outcomes.get(outcome), outcome).toBeGreaterThan(0);
});

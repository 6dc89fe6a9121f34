import { expect, test } from 'vitest';
import { readFaultyJobs } from '../../../local/demo-fault-report.ts';
import type { JobView } from '../../../local/demo-report.ts';
import type { Delivery } from '../../../local/simulators/callback.ts';
import type { Fault } from '../../../local/simulators/faults.ts';

const digest = { sha256: 'the vendor’s', bytes: 1 };
const raw = { key: 'k', versionId: null, ...digest };
const delivery: Delivery = { at: '2026-01-02T03:04:05.000Z', status: 202, error: undefined };
const view = { vendor: 'hume', jobId: 'a', status: 'indexed', reason: null, coverage: null, raw, files: [] } as JobView;

function read(changes: Partial<JobView>, expected: 'indexed' | 'failed' = 'indexed') {
  const job = { jobId: 'a', faults: ['twice'] as Fault[], deliveries: [delivery], predictions: digest };
  const simulator = { jobs: () => [job] };
  const verdex = { hume: { simulator }, hive: { simulator: undefined } } as unknown as Parameters<
    typeof readFaultyJobs
  >[0];
  const submission = { vendor: 'hume' as const, what: '', submit: async () => 'a', expected };
  return readFaultyJobs(verdex, [submission], [{ ...view, ...changes }])[0];
}

test('a job in the state it should be, with the vendor’s bytes, is no problem', () => {
  expect(read({})).toMatchObject({ faults: ['twice'], deliveries: [delivery], problem: undefined });
  expect(read({ status: 'failed', raw: null }, 'failed')?.problem).toBeUndefined();
});

test('a job in another state, or with other bytes, is one', () => {
  expect(read({ status: 'unheard', raw: null })?.problem).toBe('unheard');
  expect(read({ status: 'waiting' })?.problem).toBe('waiting');
  expect(read({}, 'failed')?.problem).toBe('indexed');
  expect(read({ raw: { ...raw, sha256: 'another' } })?.problem).toContain('bytes');
  expect(read({ raw: null })?.problem).toContain('bytes');
});

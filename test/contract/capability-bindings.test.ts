import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CapabilityBindings } from '../../lib/callbacks/capability-bindings.ts';
import { makeDynamodbCapabilityBindings } from '../../lib/callbacks/dynamodb-capability-bindings.ts';
import { makeMemoryCapabilityBindings } from '../../lib/callbacks/memory-capability-bindings.ts';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { makeJob, secondsLater } from '../support/job-records.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

const adapters = [
  { adapter: 'in memory', openBindings: makeMemoryCapabilityBindings },
  {
    adapter: 'in DynamoDB',
    openBindings: () => makeDynamodbCapabilityBindings(aws.dynamodb, aws.jobsTable),
  },
];

describe.each(adapters)('a capability, bound $adapter', ({ openBindings }) => {
  let bindings: CapabilityBindings;
  let capabilityId: string;
  beforeEach(() => {
    bindings = openBindings();
    capabilityId = `${randomUUID()}_-A`;
  });

  test('belongs to the first job, for ever', async () => {
    expect(await bindings.bind(capabilityId, 'job-1')).toBe('job-1');
    for (const jobId of ['job-2', 'job-1', 'job-3', 'job-2', 'job-1']) {
      expect(await bindings.bind(capabilityId, jobId)).toBe('job-1');
    }
  });

  test('takes nothing from another capability, and a job may own several', async () => {
    await bindings.bind(capabilityId, 'job-1');
    expect(await bindings.bind(`${capabilityId}B`, 'job-2')).toBe('job-2');
    expect(await bindings.bind(`${capabilityId}C`, 'job-1')).toBe('job-1');
    expect(await bindings.bind(capabilityId, 'job-2')).toBe('job-1');
  });

  test('of many jobs at once has one owner, and all are told the same', async () => {
    const jobIds = Array.from({ length: 12 }, (_, index) => `job-${index}`);
    const owners = await Promise.all(jobIds.map((jobId) => bindings.bind(capabilityId, jobId)));
    expect(new Set(owners).size).toBe(1);
    expect(jobIds).toContain(owners[0]);
    expect(await bindings.bind(capabilityId, 'late')).toBe(owners[0]);
  });

  test('of one job many times at once is that job’s', async () => {
    const owners = await Promise.all(Array.from({ length: 12 }, () => bindings.bind(capabilityId, 'job-1')));
    expect(new Set(owners)).toEqual(new Set(['job-1']));
  });
});

test('in the table of jobs a binding is nobody’s job', async () => {
  await aws.empty(aws.jobsTable, ['job']);
  const jobs = makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
  const bindings = makeDynamodbCapabilityBindings(aws.dynamodb, aws.jobsTable);
  const job = makeJob();
  await jobs.write(job, null);
  await bindings.bind('capability-1', job.jobId);
  expect(await jobs.read(job)).toEqual({ ...job, revision: 1 });
  expect(await jobs.read({ vendor: 'capability', jobId: 'capability-1' })).toBeUndefined();
  await expect.poll(async () => jobs.due(secondsLater(60), 10)).toEqual([{ vendor: job.vendor, jobId: job.jobId }]);
  const lists = await Promise.all(JOB_STATUSES.map((status) => jobs.list(status, { limit: 10 })));
  expect(lists.flatMap(({ items }) => items).map(({ jobId }) => jobId)).toEqual([job.jobId]);
});

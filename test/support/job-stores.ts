/** Every adapter of the job store, for the suites that each must pass. */
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import type { AwsResources } from './aws-resources.ts';

/** For what may lag behind writes. */
export const LAG = { timeout: 10_000, interval: 100 };

export function jobStoreAdapters(aws: AwsResources): { adapter: string; openStore: () => Promise<JobStore> }[] {
  return [
    { adapter: 'in memory', openStore: async () => makeMemoryJobStore() },
    {
      adapter: 'in DynamoDB',
      openStore: async () => {
        await aws.empty(aws.jobsTable, ['job']);
        return makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
      },
    },
  ];
}

/** The scheduled retry, composed. */
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeSqsNudge } from '../jobs/sqs-nudge.ts';
import { makeDynamodbVendorStateStore } from '../jobs/standing/dynamodb-vendor-state-store.ts';
import { makeSweepJobs } from '../jobs/sweep-jobs.ts';
import { makeDynamodbClient, makeSqsClient } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { makeCount } from '../platform/metrics.ts';

export function wireSweepJobs() {
  const config = readConfig(functionEnvironments['sweep-jobs']);
  const dynamodb = makeDynamodbClient();
  return makeSweepJobs({
    store: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE),
    states: makeDynamodbVendorStateStore(dynamodb, config.JOBS_TABLE),
    listedVendors: config.LISTED_VENDORS,
    nudge: makeSqsNudge(makeSqsClient(), config.NUDGES_QUEUE_URL),
    now: () => new Date(),
    random: Math.random,
    log: makeLog(),
    count: makeCount(),
  });
}

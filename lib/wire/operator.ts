/** A deployment as the commands work on it that need no function: `import`, `reindex`, `doctor`. */
import { randomUUID } from 'node:crypto';
import { makeDynamodbFileIndex } from '../index/dynamodb-file-index.ts';
import { makeDynamodbIndexQueries } from '../index/dynamodb-index-queries.ts';
import { makeDynamodbStoredRows } from '../index/dynamodb-stored-rows.ts';
import { makeDynamodbJobRecords } from '../jobs/dynamodb-job-records.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeProcessJob } from '../jobs/process-job.ts';
import { makeDynamodbVendorStateStore } from '../jobs/standing/dynamodb-vendor-state-store.ts';
import { makeVendorPauses } from '../jobs/standing/vendor-pauses.ts';
import { makeDynamodbClient, makeS3Client } from '../platform/aws-clients.ts';
import { operatorEnvironment, readConfig } from '../platform/config.ts';
import { Retryable } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import { makeS3RawRanges } from '../raw/s3-raw-ranges.ts';
import { makeS3RawStreams } from '../raw/s3-raw-streams.ts';
import type { JobName } from '../summaries/job-name.ts';
import { hiveCallbackReader } from '../vendors/hive/callback.ts';
import { makeHive } from '../vendors/hive/hive.ts';
import { humeCallbackReader } from '../vendors/hume/callback.ts';
import { summariseHume } from '../vendors/hume/summarise.ts';
import { makeVendorRegistry } from '../vendors/registry.ts';
import type { Vendor } from '../vendors/vendor.ts';
import { readPolicies } from './policies.ts';

/** Longer than indexing the largest result takes; a command that is killed leaves its job to the sweep after it. */
const LEASE_MS = 30 * 60_000;
const SETTLE_WITHIN_MS = 60_000;

export type Operator = ReturnType<typeof wireOperator>;

/**
 * No vendor is ever asked: a job that turns out to need that is left to the deployment's own workers. Throws an Error that
 * names every variable that is missing or wrong.
 */
export function wireOperator({ log, count }: { log: Log; count: Count }) {
  const config = readConfig(operatorEnvironment);
  const policies = readPolicies(config.MODERATION_POLICIES);
  const dynamodb = makeDynamodbClient();
  const s3 = makeS3Client();
  const now = () => new Date();
  const jobs = makeDynamodbJobStore(dynamodb, config.JOBS_TABLE);
  const ledger = makeLedger({ store: jobs, now, newLeaseId: randomUUID });
  const pauses = makeVendorPauses({ states: makeDynamodbVendorStateStore(dynamodb, config.JOBS_TABLE), now, log });
  const rawStore = makeS3RawStreams(s3, config.RAW_BUCKET);
  const index = makeDynamodbFileIndex(dynamodb, config.FILES_TABLE);
  const vendors = makeVendorRegistry(
    { ...makeHive({ policy: policies[0] }), ...hiveCallbackReader, fetchResult: leftToWorkers },
    { ...humeCallbackReader, callbackIsResult: false, summarise: summariseHume, fetchResult: leftToWorkers },
  );
  const maxResultBytes = Number.MAX_SAFE_INTEGER;
  const jobDeps = { vendors, ledger, pauses, rawStore, index, maxResultBytes, now, random: Math.random, log, count };
  const processJob = makeProcessJob(jobDeps);

  return {
    ledger,
    jobs,
    index,
    queries: makeDynamodbIndexQueries(dynamodb, config.FILES_TABLE),
    rawStore,
    vendors,
    policies,
    records: makeDynamodbJobRecords(dynamodb, config.JOBS_TABLE),
    rows: makeDynamodbStoredRows(dynamodb, config.FILES_TABLE),
    rawRanges: makeS3RawRanges(s3, config.RAW_BUCKET),
    s3,
    now,
    /** As a worker does it, under a lease. `signal` ends it early: the job then waits for another worker. */
    processJob: async (name: JobName, signal: AbortSignal) => {
      const outOfTime = new AbortController();
      const timer = setTimeout(() => outOfTime.abort(), LEASE_MS - SETTLE_WITHIN_MS);
      try {
        const leaseEnd = new Date(now().getTime() + LEASE_MS);
        return await processJob(name, { leaseEnd, signal: AbortSignal.any([signal, outOfTime.signal]) });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const leftToWorkers: NonNullable<Vendor['fetchResult']> = async () => {
  throw new Retryable('left to the workers of the deployment, which may ask the vendor');
};

/** The worker, composed. */
import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { makeDynamodbFileIndex } from '../index/dynamodb-file-index.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeProcessBatch } from '../jobs/process-batch.ts';
import { makeProcessJob } from '../jobs/process-job.ts';
import { makeAdoptJobs } from '../jobs/standing/adopt-jobs.ts';
import { makeDynamodbVendorStateStore } from '../jobs/standing/dynamodb-vendor-state-store.ts';
import { makeVendorPauses } from '../jobs/standing/vendor-pauses.ts';
import { makeDynamodbClient, makeS3Client } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { makeCount } from '../platform/metrics.ts';
import { partsOf } from '../platform/parts-of.ts';
import { makeSecretReader } from '../platform/secrets.ts';
import { makeS3RawStreams } from '../raw/s3-raw-streams.ts';
import { makeHive } from '../vendors/hive/hive.ts';
import { makeHume } from '../vendors/hume/hume.ts';
import { makeVendorRegistry, type VendorRegistry } from '../vendors/registry.ts';
import { readPolicies } from './policies.ts';

type Config = z.infer<(typeof functionEnvironments)['process-job']>;

export async function wireProcessJob() {
  const config = readConfig(functionEnvironments['process-job']);
  const dynamodb = makeDynamodbClient();
  const now = () => new Date();
  const log = makeLog();
  const count = makeCount();
  const ledger = makeLedger({ store: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE), now, newLeaseId: randomUUID });
  const states = makeDynamodbVendorStateStore(dynamodb, config.JOBS_TABLE);
  const pauses = makeVendorPauses({ states, now, log });
  const rawStore = makeS3RawStreams(makeS3Client(), config.RAW_BUCKET);
  const index = makeDynamodbFileIndex(dynamodb, config.FILES_TABLE);
  const readVendors = makeReadVendors(config, now);
  // What is wrong with the configuration is said when the function starts.
  await readVendors();

  return async (event: SQSEvent, context: Context) => {
    const vendors = await readVendors();
    const { MAX_RESULT_BYTES: maxResultBytes } = config;
    const jobDeps = { vendors, ledger, pauses, rawStore, index, maxResultBytes, now, random: Math.random, log, count };
    const processJob = makeProcessJob(jobDeps);
    const adoptJobs = makeAdoptJobs({ vendors, states, ledger, now, log, count });
    return makeProcessBatch({ processJob, adoptJobs, now, log })(event, context);
  };
}

/** The vendors with their keys as they are now: one that was mended is noticed without a new start. */
function makeReadVendors(config: Config, now: () => Date): () => Promise<VendorRegistry> {
  const { HUME_BASE_URL: baseUrl, HIVE_TASK_URL: taskUrl } = config;
  const [policy] = readPolicies(config.MODERATION_POLICIES);
  const humeSource = { name: 'HUME_API_KEY', value: config.HUME_API_KEY, parameter: config.HUME_API_KEY_PARAMETER };
  const hiveSource = { name: 'HIVE_API_KEYS', value: config.HIVE_API_KEYS, parameter: config.HIVE_API_KEYS_PARAMETER };
  const readHumeKey = makeSecretReader(humeSource, { now });
  const readHiveKeys = makeSecretReader(hiveSource, { now });
  return async () => {
    const apiKey = await readHumeKey();
    const { listJobs, ...hume } = makeHume({ baseUrl, apiKey, fetch });
    const apiKeys = taskUrl === undefined ? [] : partsOf((await readHiveKeys()) ?? '');
    return makeVendorRegistry(
      // Without a key there is no account whose list could be read, and nothing to be alarmed at.
      { ...hume, ...(apiKey !== undefined && listJobs !== undefined && { listJobs }) },
      makeHive({ policy, taskUrl, apiKeys, fetch }),
    );
  };
}

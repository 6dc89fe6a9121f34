/** The worker, composed. */
import { randomUUID } from 'node:crypto';
import { makeDynamodbFileIndex } from '../index/dynamodb-file-index.ts';
import { makeAdoptJobs } from '../jobs/adopt-jobs.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeDynamodbVendorStateStore } from '../jobs/dynamodb-vendor-state-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeProcessBatch } from '../jobs/process-batch.ts';
import { makeProcessJob } from '../jobs/process-job.ts';
import { makeVendorPauses } from '../jobs/vendor-pauses.ts';
import { makeDynamodbClient, makeS3Client } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { makeCount } from '../platform/metrics.ts';
import { readSecret, readSecretsIfAny } from '../platform/secrets.ts';
import { makeS3RawStreams } from '../raw/s3-raw-streams.ts';
import { makeHive } from '../vendors/hive/hive.ts';
import { makeHume } from '../vendors/hume/hume.ts';
import { makeVendorRegistry } from '../vendors/registry.ts';

export async function wireProcessJob() {
  const config = readConfig(functionEnvironments['process-job']);
  const dynamodb = makeDynamodbClient();
  const now = () => new Date();
  const log = makeLog();
  const apiKey = await readSecret({
    name: 'HUME_API_KEY',
    value: config.HUME_API_KEY,
    parameter: config.HUME_API_KEY_PARAMETER,
  });
  const vendors = makeVendorRegistry(
    makeHume({ baseUrl: config.HUME_BASE_URL, apiKey, fetch }),
    makeHive({
      headlineClasses: config.HEADLINE_CLASSES,
      taskUrl: config.HIVE_TASK_URL,
      apiKeys: config.HIVE_TASK_URL === undefined ? [] : await readHiveApiKeys(config),
      fetch,
    }),
  );
  const ledger = makeLedger({ store: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE), now, newLeaseId: randomUUID });
  const states = makeDynamodbVendorStateStore(dynamodb, config.JOBS_TABLE);
  const pauses = makeVendorPauses({ states, now, log });
  const count = makeCount();
  const processJob = makeProcessJob({
    vendors,
    ledger,
    pauses,
    rawStore: makeS3RawStreams(makeS3Client(), config.RAW_BUCKET),
    index: makeDynamodbFileIndex(dynamodb, config.FILES_TABLE),
    maxResultBytes: config.MAX_RESULT_BYTES,
    now,
    random: Math.random,
    log,
    count,
  });
  const adoptJobs = makeAdoptJobs({ vendors, states, pauses, ledger, now, log, count });
  return makeProcessBatch({ processJob, adoptJobs, now, log });
}

/** Without any, Hive is paused with a reason that says so, and Hume goes on. */
function readHiveApiKeys(config: { HIVE_API_KEYS?: string | undefined; HIVE_API_KEYS_PARAMETER?: string | undefined }) {
  const { HIVE_API_KEYS, HIVE_API_KEYS_PARAMETER } = config;
  return readSecretsIfAny({ name: 'HIVE_API_KEYS', value: HIVE_API_KEYS, parameter: HIVE_API_KEYS_PARAMETER });
}

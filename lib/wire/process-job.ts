/** The worker, composed. */
import { randomUUID } from 'node:crypto';
import { makeDynamodbFileIndex } from '../index/dynamodb-file-index.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeProcessBatch } from '../jobs/process-batch.ts';
import { makeProcessJob } from '../jobs/process-job.ts';
import { makeDynamodbClient, makeS3Client } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { makeCount } from '../platform/metrics.ts';
import { readSecret } from '../platform/secrets.ts';
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
  const processJob = makeProcessJob({
    vendors: makeVendorRegistry(
      makeHume({ baseUrl: config.HUME_BASE_URL, apiKey, fetch }),
      makeHive({ headlineClasses: config.HEADLINE_CLASSES }),
    ),
    ledger: makeLedger({ store: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE), now, newLeaseId: randomUUID }),
    rawStore: makeS3RawStreams(makeS3Client(), config.RAW_BUCKET),
    index: makeDynamodbFileIndex(dynamodb, config.FILES_TABLE),
    maxResultBytes: config.MAX_RESULT_BYTES,
    now,
    random: Math.random,
    log,
    count: makeCount(),
  });
  return makeProcessBatch({ processJob, now, log });
}

/** The front door, composed. */
import { randomUUID } from 'node:crypto';
import { makeDynamodbCapabilityBindings } from '../callbacks/dynamodb-capability-bindings.ts';
import { makeReceiveCallback } from '../callbacks/receive-callback.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeSqsNudge } from '../jobs/sqs-nudge.ts';
import { makeDynamodbClient, makeS3Client, makeSqsClient, SILENCE_MS } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { makeCount } from '../platform/metrics.ts';
import { readSecretList } from '../platform/secrets.ts';
import { makeS3RawBytes } from '../raw/s3-raw-bytes.ts';
import { callbackReaders } from '../vendors/callback-readers.ts';

export async function wireReceiveCallback() {
  const config = readConfig(functionEnvironments['receive-callback']);
  // Asked for first: what is made below is made while SSM answers.
  const secrets = readSecretList({
    name: 'CALLBACK_SECRETS',
    value: config.CALLBACK_SECRETS,
    parameter: config.CALLBACK_SECRETS_PARAMETER,
  });
  const now = () => new Date();
  const dynamodb = makeDynamodbClient();
  return makeReceiveCallback({
    vendors: callbackReaders,
    rawStore: makeS3RawBytes(makeS3Client({ silenceMs: SILENCE_MS.answer }), config.RAW_BUCKET),
    ledger: makeLedger({
      store: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE),
      now,
      newLeaseId: randomUUID,
    }),
    bindings: makeDynamodbCapabilityBindings(dynamodb, config.JOBS_TABLE),
    nudge: makeSqsNudge(makeSqsClient(), config.NUDGES_QUEUE_URL),
    secrets: await secrets,
    maxCallbackBytes: config.MAX_CALLBACK_BYTES,
    now,
    log: makeLog(),
    count: makeCount(),
  });
}

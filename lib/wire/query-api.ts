/** The query API, composed. */
import { randomUUID } from 'node:crypto';
import { makeQueryApi } from '../api/query-api.ts';
import { makeMintCallbackUrl } from '../callbacks/mint-callback-url.ts';
import { makeDynamodbIndexQueries } from '../index/dynamodb-index-queries.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeLedger } from '../jobs/ledger.ts';
import { makeReplayJobs } from '../jobs/replay-jobs.ts';
import { makeAskForList } from '../jobs/standing/ask-for-list.ts';
import { makeDynamodbVendorStateStore } from '../jobs/standing/dynamodb-vendor-state-store.ts';
import { makeDynamodbClient, makeS3Client, SILENCE_MS } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { readSecretList } from '../platform/secrets.ts';
import { makeS3RawRanges } from '../raw/s3-raw-ranges.ts';
import { makeS3RawUrls } from '../raw/s3-raw-urls.ts';
import { callbackReaders } from '../vendors/callback-readers.ts';
import { isKnownClass, isSafeClass, isViolation } from '../vendors/hive/classes/class-registry.ts';
import { isKnownEmotion, isKnownModel } from '../vendors/hume/emotion-names.ts';
import { readPolicies } from './policies.ts';

export async function wireQueryApi() {
  const config = readConfig(functionEnvironments['query-api']);
  // Asked for first, and both at once: what is made below is made while SSM answers.
  const secrets = Promise.all([
    readSecretList({
      name: 'CALLBACK_SECRETS',
      value: config.CALLBACK_SECRETS,
      parameter: config.CALLBACK_SECRETS_PARAMETER,
    }),
    readSecretList({ name: 'API_TOKENS', value: config.API_TOKENS, parameter: config.API_TOKENS_PARAMETER }),
  ]);
  // Node loads what `fetch()` is made of, the words of the API's requests, when it is first named, 20 ms: now, and not then.
  const { Request: _ } = globalThis;
  const dynamodb = makeDynamodbClient();
  const s3 = makeS3Client({ silenceMs: SILENCE_MS.answer });
  const jobs = makeDynamodbJobStore(dynamodb, config.JOBS_TABLE);
  const now = () => new Date();
  const states = makeDynamodbVendorStateStore(dynamodb, config.JOBS_TABLE);
  const ledger = makeLedger({ store: jobs, now, newLeaseId: randomUUID });
  const [callbackSecrets, tokens] = await secrets;
  return makeQueryApi({
    jobs,
    ledger,
    replayJobs: makeReplayJobs({ store: jobs, ledger }),
    states,
    askForList: makeAskForList({ states, now }),
    vendors: callbackReaders,
    listedVendors: config.LISTED_VENDORS,
    index: makeDynamodbIndexQueries(dynamodb, config.FILES_TABLE, isViolation),
    policies: readPolicies(config.MODERATION_POLICIES),
    isKnownClass,
    isSafeClass,
    isKnownEmotion,
    isKnownModel,
    rawUrls: makeS3RawUrls(s3, config.RAW_BUCKET),
    rawRanges: makeS3RawRanges(s3, config.RAW_BUCKET),
    callbackUrls: {
      vendors: [...callbackReaders.keys()],
      mint: makeMintCallbackUrl({ baseUrl: config.CALLBACK_BASE_URL, secrets: callbackSecrets }),
    },
    now,
    tokens,
    log: makeLog(),
  });
}

/** The query API, composed. */
import { makeQueryApi } from '../api/query-api.ts';
import { makeDynamodbIndexQueries } from '../index/dynamodb-index-queries.ts';
import { makeDynamodbJobStore } from '../jobs/dynamodb-job-store.ts';
import { makeDynamodbClient, makeS3Client } from '../platform/aws-clients.ts';
import { functionEnvironments, readConfig } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { readSecretList } from '../platform/secrets.ts';
import { makeS3RawUrls } from '../raw/s3-raw-urls.ts';

export async function wireQueryApi() {
  const config = readConfig(functionEnvironments['query-api']);
  const dynamodb = makeDynamodbClient();
  return makeQueryApi({
    jobs: makeDynamodbJobStore(dynamodb, config.JOBS_TABLE),
    index: makeDynamodbIndexQueries(dynamodb, config.FILES_TABLE),
    rawUrls: makeS3RawUrls(makeS3Client(), config.RAW_BUCKET),
    tokens: await readSecretList({
      name: 'API_TOKENS',
      value: config.API_TOKENS,
      parameter: config.API_TOKENS_PARAMETER,
    }),
    log: makeLog(),
  });
}

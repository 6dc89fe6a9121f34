/** What the commands that work on a deployment's tables and bucket are told, to work on the local one. */
import { type Credentials, localCredentials } from './clients.ts';
import { region } from './resolve.ts';
import type { Stack } from './stack.ts';

export function operatorVariables({ physicalNames, endpoints }: Pick<Stack, 'physicalNames' | 'endpoints'>) {
  const { accessKeyId, secretAccessKey }: Credentials = localCredentials();
  return {
    JOBS_TABLE: physicalNames.JobsTable ?? '',
    FILES_TABLE: physicalNames.FilesTable ?? '',
    RAW_BUCKET: physicalNames.RawBucket ?? '',
    AWS_REGION: region,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

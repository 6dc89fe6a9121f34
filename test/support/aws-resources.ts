/**
 * The packaged template's tables, bucket and queues, on the emulators or on what `AWS_ENDPOINT_URL_*` names, and the
 * clients that the functions themselves use. Started once per test file.
 */
import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { makeDynamodbClient, makeS3Client, makeSqsClient } from '../../lib/platform/aws-clients.ts';
import { destroyClients, localCredentials, makeClients } from '../../local/clients.ts';
import { startEmulators } from '../../local/emulators.ts';
import { region } from '../../local/resolve.ts';
import { createResources, removeResources } from '../../local/resources.ts';
import { loadPackagedTemplate } from './packaged-template.ts';

type Item = Record<string, unknown>;

export type AwsResources = {
  dynamodb: DynamoDBDocumentClient;
  s3: S3Client;
  sqs: SQSClient;
  jobsTable: string;
  filesTable: string;
  rawBucket: string;
  nudgesQueueUrl: string;
  nudgesDeadLetterQueueUrl: string;
  /** Every item of a table. */
  scan(tableName: string): Promise<Item[]>;
  /** Empties a table, given the attributes of its primary key. */
  empty(tableName: string, keyNames: readonly string[]): Promise<void>;
  /** Removes everything that was made, wherever it was made. */
  stop(): Promise<void>;
};

export async function startAwsResources(): Promise<AwsResources> {
  const template = await loadPackagedTemplate();
  await using started = new AsyncDisposableStack();
  const emulators = await startEmulators();
  started.defer(() => emulators.stop());
  const clients = makeClients(emulators.endpoints);
  started.defer(() => destroyClients(clients));
  const stackName = `verdex-test-${randomUUID().slice(0, 8)}`;
  started.defer(() => removeResources({ template, stackName, clients }));
  const { physicalNames, queueUrls } = await createResources({ template, stackName, clients });

  pointEnvironmentAt(emulators.endpoints);
  started.defer(() => {
    vi.unstubAllEnvs();
  });
  const dynamodb = makeDynamodbClient();
  const s3 = makeS3Client();
  // A queue is silent for as long as it is asked to wait for messages: 20 s at most.
  const sqs = makeSqsClient({ silenceMs: 30_000 });
  started.defer(() => {
    for (const client of [dynamodb, s3, sqs]) client.destroy();
  });

  const scan = async (tableName: string) => {
    const items: Item[] = [];
    for await (const page of paginateScan({ client: dynamodb }, { TableName: tableName, ConsistentRead: true })) {
      items.push(...(page.Items ?? []));
    }
    return items;
  };
  const nameOf = (logicalId: string) => known(physicalNames, logicalId);
  const owned = started.move();
  return {
    dynamodb,
    s3,
    sqs,
    jobsTable: nameOf('JobsTable'),
    filesTable: nameOf('FilesTable'),
    rawBucket: nameOf('RawBucket'),
    nudgesQueueUrl: known(queueUrls, 'NudgesQueue'),
    nudgesDeadLetterQueueUrl: known(queueUrls, 'NudgesDeadLetterQueue'),
    scan,
    empty: async (tableName, keyNames) => {
      const keys = (await scan(tableName)).map((item) =>
        Object.fromEntries(keyNames.map((keyName) => [keyName, item[keyName]])),
      );
      for (let start = 0; start < keys.length; start += 25) {
        const RequestItems = { [tableName]: keys.slice(start, start + 25).map((Key) => ({ DeleteRequest: { Key } })) };
        await dynamodb.send(new BatchWriteCommand({ RequestItems }));
      }
    },
    stop: () => owned.disposeAsync(),
  };
}

/** The clients of lib/ are told where to go as they are on AWS: by the standard variables. */
function pointEnvironmentAt(endpoints: { dynamodb: string; s3: string; sqs: string }): void {
  const { accessKeyId, secretAccessKey } = localCredentials();
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoints.dynamodb);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoints.s3);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoints.sqs);
}

function known(names: Record<string, string>, logicalId: string): string {
  const name = names[logicalId];
  if (name === undefined) throw new Error(`the template has no ${logicalId}`);
  return name;
}

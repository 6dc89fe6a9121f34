/** Connections that are there, and on which nothing comes. */
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  makeDynamodbClient,
  makeS3Client,
  makeSqsClient,
  makeSsmClient,
  SILENCE_MS,
} from '../../../lib/platform/aws-clients.ts';
import { translatingAwsErrors } from '../../../lib/platform/aws-errors.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { standInForAws, stubAwsEnvironment } from '../../support/aws-stand-in.ts';

const patience = { silenceMs: 50 };

beforeEach(stubAwsEnvironment);

/** Takes every connection, and whatever is sent. */
function startSilentServer(): Promise<void> {
  return standInForAws(createServer((connection) => void connection.resume()));
}

const object = { Bucket: 'raw', Key: 'key', Body: Buffer.from('{}') };
const requests = {
  dynamodb: () => makeDynamodbClient(patience).send(new GetCommand({ TableName: 'jobs', Key: { job: 'hume#1' } })),
  s3: () => makeS3Client(patience).send(new PutObjectCommand(object)),
  sqs: () =>
    makeSqsClient(patience).send(
      new SendMessageCommand({ QueueUrl: `${process.env.AWS_ENDPOINT_URL}/1/q`, MessageBody: '1' }),
    ),
  ssm: () => makeSsmClient(patience).send(new GetParametersCommand({ Names: ['/verdex/secret'] })),
};

test.each(Object.entries(requests))('a request to %s that is never answered may be made again', async (_, request) => {
  await startSilentServer();
  const error = await translatingAwsErrors(request).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Retryable);
  expect(error).toMatchObject({ cause: { name: 'TimeoutError' } });
});

test('the client itself tries such a request again, on another connection', async () => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
  let connections = 0;
  const server = createServer((connection) => {
    connections += 1;
    connection.resume();
  });
  await standInForAws(server);
  await expect(requests.ssm()).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(connections).toBe(2);
});

// 128 files and 16 batches of their rows.
test('as many requests as a worker makes at once are under way at once', async () => {
  const asking = new Set<ServerResponse>();
  const server = createHttpServer((_, response) => {
    asking.add(response);
    // None is answered, and leaves its connection to another, before all of them are there.
    if (asking.size < 144) return;
    for (const one of asking) one.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  await standInForAws(server);
  const client = makeDynamodbClient();
  const get = () => client.send(new GetCommand({ TableName: 'jobs', Key: { job: 'hume#1' } }));
  await Promise.all(Array.from({ length: 144 }, get));
  expect(asking.size).toBe(144);
});

test('a connection is used again', async () => {
  let connections = 0;
  const server = createHttpServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
  });
  server.on('connection', () => {
    connections += 1;
  });
  await standInForAws(server);
  const client = makeSsmClient();
  for (let request = 0; request < 3; request += 1)
    await client.send(new GetParametersCommand({ Names: ['/verdex/secret'] }));
  expect(connections).toBe(1);
});

test('a reader may pause for longer than a worker lives', async () => {
  const service = await readFile(join(import.meta.dirname, '../../../serverless.yml'), 'utf8');
  const timeouts = [...service.matchAll(/^ {4}timeout: (\d+)/gm)].map(([, seconds]) => Number(seconds));
  expect(timeouts.length).toBeGreaterThan(3);
  expect(SILENCE_MS.stream).toBeGreaterThan(Math.max(...timeouts) * 1000);
});

/** Connections that are there, and on which nothing comes. */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeDynamodbClient, makeS3Client, makeSqsClient, makeSsmClient } from '../../../lib/platform/aws-clients.ts';
import { translatingAwsErrors } from '../../../lib/platform/aws-errors.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { makeS3RawRanges } from '../../../lib/raw/s3-raw-ranges.ts';

const patience = { silenceMs: 50 };

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

/** Every client asks it. */
async function answeringAt(server: Server): Promise<void> {
  const connections = new Set<{ destroy(): void }>();
  server.on('connection', (connection) => connections.add(connection));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const connection of connections) connection.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
}

/** Takes every connection, and whatever is sent. */
function startSilentServer(): Promise<void> {
  return answeringAt(createServer((connection) => void connection.resume()));
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
  await answeringAt(server);
  await expect(requests.ssm()).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(connections).toBe(2);
});

test('an object that stops to come may be asked for again', async () => {
  const server = createHttpServer((_, response) => {
    response.writeHead(206, { 'content-length': 10, 'content-range': 'bytes 0-9/100' });
    response.write('01234');
  });
  await answeringAt(server);
  const client = makeS3Client(patience);
  const ref = { key: 'key', versionId: null, sha256: '', bytes: 100 };
  const reading = makeS3RawRanges(client, 'raw').readRange(ref, { begin: 0, end: 10 });
  await expect(reading).rejects.toBeInstanceOf(Retryable);
});

import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { DescribeTableCommand, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { destroyClients, makeClients } from '../../../local/clients.ts';
import { startEmulators } from '../../../local/emulators.ts';
import { type Stack, type StackOptions, startStack } from '../../../local/stack.ts';
import { httpRoute, makeTemporaryFolder, writePackagedService } from './packaged-service.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    SSESpecification: { KMSMasterKeyId: { Ref: 'SomeKey' } },
    AttributeDefinitions: [
      { AttributeName: 'job', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'job', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status'] },
      },
    ],
  },
};

const resources = {
  ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
  RawBucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
  JobsTable: table,
  NudgesQueue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }, maxReceiveCount: 5 },
    },
  },
  DeadLetterQueue: { Type: 'AWS::SQS::Queue' },
  HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
};

const echo = { source: 'export const handler = async (event) => ({ event, environment: { ...process.env } });' };

async function start(templatePath: string, options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({ templatePath, stackName: 'verdex-Test', ...options });
  onTestFinished(() => stack.stop());
  return stack;
}

test('what runs is what the template says', async () => {
  const lines: string[] = [];
  const environment = {
    Variables: {
      TABLE: { Ref: 'JobsTable' },
      QUEUE: { Ref: 'NudgesQueue' },
      API: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] },
      SECRET: { Ref: 'SomeSecret' },
    },
  };
  const worker =
    'export const handler = async ({ Records }) => console.log(JSON.stringify(Records.map(({ body }) => body)));';
  const templatePath = await writePackagedService(
    { echo: { ...echo, properties: { Environment: environment } }, worker: { source: worker } },
    {
      ...resources,
      ...httpRoute('echo', '$default'),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['NudgesQueue', 'Arn'] },
          FunctionName: { 'Fn::GetAtt': ['workerFunction', 'Arn'] },
          BatchSize: 5,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          Targets: [{ Id: 'x', Arn: { 'Fn::GetAtt': ['echoFunction', 'Arn'] } }],
        },
      },
    },
  );
  const stack = await start(templatePath, {
    environment: { SECRET: 'overridden' },
    onLog: (line, functionName) => lines.push(`${functionName} ${line}`),
  });

  expect(stack.physicalNames).toEqual({
    RawBucket: 'verdex-test-rawbucket',
    JobsTable: 'verdex-Test-JobsTable',
    NudgesQueue: 'verdex-Test-NudgesQueue',
    DeadLetterQueue: 'verdex-Test-DeadLetterQueue',
  });
  const answer = (await (await fetch(`${stack.url}/files`)).json()) as { event: unknown; environment: unknown };
  expect(answer.event).toMatchObject({ routeKey: '$default', rawPath: '/files' });
  expect(answer.environment).toMatchObject({
    TABLE: 'verdex-Test-JobsTable',
    QUEUE: stack.queueUrls.NudgesQueue,
    API: stack.url,
    SECRET: 'overridden',
    AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
    AWS_LAMBDA_FUNCTION_NAME: 'service-dev-echo',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
  });
  expect(await stack.invoke('echo', { mine: 1 })).toMatchObject({ event: { mine: 1 } });
  await expect(stack.invoke('nobody', {})).rejects.toThrow('there are: echo,worker');
  await stack.invokeSchedule('echo');
  await expect(stack.invokeSchedule('worker')).rejects.toThrow('there are: echo');

  const QueueUrl = stack.queueUrls.NudgesQueue;
  await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nudge' }));
  await vi.waitFor(() => expect(lines).toContain('worker ["nudge"]'), { timeout: 10_000 });

  const { Table } = await stack.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'verdex-Test-JobsTable' }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    KeySchema: table.Properties.KeySchema,
    GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ...table.Properties.GlobalSecondaryIndexes[0] }],
  });
  const { Attributes = {} } = await stack.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes.VisibilityTimeout).toBe('60');
  expect(JSON.parse(Attributes.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:verdex-Test-DeadLetterQueue',
    maxReceiveCount: 5,
  });
});

test('with a data folder tables, objects and messages survive a restart', async () => {
  const dataDir = await makeTemporaryFolder();
  const templatePath = await writePackagedService({}, resources);
  const first = await start(templatePath, { dataDir });
  const { JobsTable: TableName, RawBucket: Bucket } = first.physicalNames;
  await first.clients.dynamodb.send(new PutItemCommand({ TableName, Item: { job: { S: 'a' } } }));
  await first.clients.s3.send(new PutObjectCommand({ Bucket, Key: 'raw/a?.json', Body: 'bytes' }));
  await first.clients.sqs.send(new SendMessageCommand({ QueueUrl: first.queueUrls.NudgesQueue, MessageBody: 'kept' }));
  await first.stop();

  const second = await start(templatePath, { dataDir });
  const item = await second.clients.dynamodb.send(new GetItemCommand({ TableName, Key: { job: { S: 'a' } } }));
  expect(item.Item).toEqual({ job: { S: 'a' } });
  const object = await second.clients.s3.send(new GetObjectCommand({ Bucket, Key: 'raw/a?.json' }));
  expect(await object.Body?.transformToString()).toBe('bytes');
  // Another port than before.
  expect(second.queueUrls.NudgesQueue).toContain(second.endpoints.sqs);
  const { Messages } = await second.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: second.queueUrls.NudgesQueue }),
  );
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
});

test('a data folder that is in use, or holds another table, is refused by name', async () => {
  const dataDir = await makeTemporaryFolder();
  const templatePath = await writePackagedService({}, resources);
  const stack = await start(templatePath, { dataDir });
  await expect(startStack({ templatePath, dataDir })).rejects.toThrow(`${dataDir} is in use by another run`);
  expect((await stack.clients.dynamodb.send(new ListTablesCommand())).TableNames).toEqual(['verdex-Test-JobsTable']);
  await stack.stop();

  const { KeySchema, AttributeDefinitions, BillingMode } = table.Properties;
  const withoutIndex = { KeySchema, AttributeDefinitions: AttributeDefinitions.slice(0, 1), BillingMode };
  const other = await writePackagedService({}, { JobsTable: { ...table, Properties: withoutIndex } });
  const started = startStack({ templatePath: other, dataDir, stackName: 'verdex-Test' });
  await expect(started).rejects.toThrow('verdex-Test-JobsTable exists with other keys or indexes');
  await expect(start(templatePath, { dataDir })).resolves.toBeDefined();
});

test('endpoints of the environment replace the emulators, and nothing is left on them', async () => {
  const foreign = await startEmulators();
  onTestFinished(() => foreign.stop());
  const clients = makeClients(foreign.endpoints);
  onTestFinished(() => destroyClients(clients));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', foreign.endpoints.dynamodb);
  vi.stubEnv('AWS_ENDPOINT_URL_S3', foreign.endpoints.s3);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', foreign.endpoints.sqs);
  onTestFinished(() => void vi.unstubAllEnvs());
  const names = async () => [
    (await clients.dynamodb.send(new ListTablesCommand())).TableNames,
    (await clients.s3.send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name) ?? [],
    (await clients.sqs.send(new ListQueuesCommand())).QueueUrls?.length ?? 0,
  ];

  const stack = await start(await writePackagedService({}, resources));
  expect(stack.endpoints).toEqual(foreign.endpoints);
  await stack.clients.s3.send(new PutObjectCommand({ Bucket: stack.physicalNames.RawBucket, Key: 'a', Body: 'x' }));
  expect(await names()).toEqual([['verdex-Test-JobsTable'], ['verdex-test-rawbucket'], 2]);
  await stack.stop();
  expect(await names()).toEqual([[], [], 0]);

  const broken = await writePackagedService(
    { echo: { ...echo, properties: { Handler: 'dist/none/index.handler' } } },
    resources,
  );
  await expect(startStack({ templatePath: broken })).rejects.toThrow(
    'echo: the package holds no module dist/none/index',
  );
  expect(await names()).toEqual([[], [], 0]);
});

test('after stop nothing answers, nothing is left in the temporary folder, and stopping again is fine', async () => {
  const temporaryFolders = async () => (await readdir(tmpdir())).filter((name) => /^verdex-[^-]{6}$/.test(name));
  const templatePath = await writePackagedService({ echo }, { ...resources, ...httpRoute('echo', '$default') });
  const before = await temporaryFolders();
  const stack = await start(templatePath);
  expect((await fetch(stack.url)).status).toBe(200);
  await Promise.all([stack.stop(), stack.stop()]);
  for (const url of [stack.url, ...Object.values(stack.endpoints)]) await expect(fetch(url)).rejects.toThrow();
  expect((await temporaryFolders()).filter((name) => !before.includes(name))).toEqual([]);
});

test('a variable that refers to nothing here is named', async () => {
  const properties = { Environment: { Variables: { TOPIC: { Ref: 'SomeTopic' } } } };
  const templatePath = await writePackagedService({ echo: { ...echo, properties } }, resources);
  await expect(startStack({ templatePath })).rejects.toThrow(/echoFunction, variable TOPIC: .*Ref SomeTopic/);
});

test('a request to DynamoDB that is cut off harms nobody else', async () => {
  const stack = await start(await writePackagedService({}, resources));
  const socket = connect(Number(new URL(stack.endpoints.dynamodb).port), '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegun', () => socket.resetAndDestroy());
  await closed;
  const { TableNames } = await stack.clients.dynamodb.send(new ListTablesCommand());
  expect(TableNames).toEqual(['verdex-Test-JobsTable']);
});

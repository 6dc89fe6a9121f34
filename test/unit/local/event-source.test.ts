import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Clients, destroyClients, makeClients } from '../../../local/clients.ts';
import { startEmulators } from '../../../local/emulators.ts';
import { type EventSource, startEventSource } from '../../../local/event-source.ts';

type SqsEvent = { Records: { messageId: string; body: string; attributes: Record<string, string> }[] };

let sqs: Clients['sqs'];
let queueUrl: string;

beforeEach(async () => {
  const emulators = await startEmulators();
  const clients = makeClients(emulators.endpoints);
  sqs = clients.sqs;
  const created = await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout: '1' } }));
  queueUrl = created.QueueUrl ?? '';
  return async () => {
    destroyClients(clients);
    await emulators.stop();
  };
});

function start(invoke: (event: SqsEvent) => unknown, source: Partial<EventSource> = {}) {
  const errors: unknown[] = [];
  const eventSource = startEventSource({
    queueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
    functionArn: 'arn',
    batchSize: 10,
    batchingWindowSeconds: 0,
    reportsBatchItemFailures: true,
    pollers: 2,
    ...source,
    sqs,
    queueUrl,
    invoke: async (event) => invoke(event as SqsEvent),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => eventSource.stop());
  return { ...eventSource, errors };
}

async function send(...bodies: string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

async function messagesLeft(): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
}

const patient = { timeout: 10_000 };

test('the event is the one Lambda sends', async () => {
  const events: SqsEvent[] = [];
  start((event) => events.push(event));
  await send('hello');
  await vi.waitFor(() => expect(events).toHaveLength(1), patient);
  expect(events[0]).toEqual({
    Records: [
      {
        messageId: expect.stringMatching(/.+/),
        receiptHandle: expect.stringMatching(/.+/),
        body: 'hello',
        attributes: expect.objectContaining({ ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) }),
        messageAttributes: {},
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:q',
        awsRegion: 'us-east-1',
      },
    ],
  });
});

test('only the failed messages of a batch come back', async () => {
  const received: string[] = [];
  start(({ Records }) => {
    for (const { body, attributes } of Records) received.push(`${body} ${attributes.ApproximateReceiveCount}`);
    const failed = Records.filter(
      ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
    );
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  await send('good', 'bad', 'fine');
  await vi.waitFor(async () => expect(await messagesLeft()).toBe(0), patient);
  expect(received.sort()).toEqual(['bad 1', 'bad 2', 'fine 1', 'good 1']);
});

test.each<[string, (event: SqsEvent) => unknown]>([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['names a message that was not in the batch', () => ({ batchItemFailures: [{ itemIdentifier: 'no-such-id' }] })],
  ['reports in a shape that is none', () => ({ batchItemFailures: [{ id: 'x' }] })],
])('when the function %s, the whole batch comes back', async (_, fail) => {
  const counts: string[] = [];
  start((event) => {
    counts.push(...event.Records.map(({ body, attributes }) => `${body} ${attributes.ApproximateReceiveCount}`));
    return event.Records.some(({ attributes }) => attributes.ApproximateReceiveCount === '1') ? fail(event) : undefined;
  });
  await send('a', 'b');
  await vi.waitFor(() => expect([...new Set(counts)].sort()).toEqual(['a 1', 'a 2', 'b 1', 'b 2']), patient);
});

test('without ReportBatchItemFailures an answer is success, whatever it says', async () => {
  start(({ Records }) => ({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }), {
    reportsBatchItemFailures: false,
  });
  await send('a');
  await vi.waitFor(async () => expect(await messagesLeft()).toBe(0), patient);
});

test('a batch holds no more than its size; a window gathers more than one receive can', async () => {
  const sizes: number[] = [];
  // Longer than the window, or the batch would be handed out again while it is gathered.
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: '60' } }));
  await send(...'abcdefghij');
  await send(...'klmnopqrst');
  start(({ Records }) => void sizes.push(Records.length), { batchSize: 15, batchingWindowSeconds: 1, pollers: 1 });
  await vi.waitFor(async () => expect(await messagesLeft()).toBe(0), patient);
  expect(sizes).toEqual([15, 5]);
});

test('a batch that is being worked on when all stops stays in the queue', async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const eventSource = start(async () => {
    begun.resolve();
    await end.promise;
  });
  await send('a');
  await begun.promise;
  eventSource.stop();
  end.resolve();
  expect(await messagesLeft()).toBe(1);
  expect(eventSource.errors).toEqual([]);
});

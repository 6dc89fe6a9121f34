/** A nudge whose worker dies of it, on a queue with the template's own redrive policy. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, expect, test } from 'vitest';
import { makeProcessBatch } from '../../lib/jobs/process-batch.ts';
import { makeSqsNudge } from '../../lib/jobs/sqs-nudge.ts';
import { makeSweepJobs } from '../../lib/jobs/sweep-jobs.ts';
import { makeSqsEvent } from '../../local/sqs-event.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { BELL, completed, FETCHED, MINUTE_MS, makeVerdex, TWO_FILES } from '../support/verdex-in-memory.ts';

/** As infra/nudges-queue.yml and serverless.yml have them; a lease ends half a minute after its worker must have. */
const MAX_RECEIVES = 5;
const VISIBILITY_MINUTES = 30;
const WORKER_MINUTES = 5;
const SWEEP_EVERY_MINUTES = 1;
const HOURS = 6;

const aws = await startAwsResources();
afterAll(() => aws.stop());

/** Workers on a queue, a sweep every minute, and a clock that does not wait for anyone. */
function makeService() {
  const verdex = makeVerdex();
  const nudge = makeSqsNudge(aws.sqs, aws.nudgesQueueUrl);
  const sweep = makeSweepJobs({ ...verdex, listedVendors: [], nudge, now: verdex.clock.now, random: () => 0 });
  const handle = makeProcessBatch({
    processJob: (name, { signal, leaseEnd }) => verdex.process(name, signal, leaseEnd),
    adoptJobs: async () => {},
    now: verdex.clock.now,
    log: verdex.log,
  });
  const lambdaContext = { getRemainingTimeInMillis: () => WORKER_MINUTES * MINUTE_MS } as Context;
  const receives = new Map<string, number>();
  let waiting: { handle: string; minutes: number }[] = [];
  let die: () => void = () => {};

  async function work(message: Message) {
    const { MessageId = '', ReceiptHandle = '' } = message;
    receives.set(MessageId, (receives.get(MessageId) ?? 0) + 1);
    const death = new Promise<'died'>((resolve) => {
      die = () => resolve('died');
    });
    const event = makeSqsEvent([message], 'arn:aws:sqs:local') as SQSEvent;
    const outcome = await Promise.race([handle(event, lambdaContext), death]);
    if (outcome !== 'died' && outcome.batchItemFailures.length === 0) {
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: aws.nudgesQueueUrl, ReceiptHandle }));
    } else {
      waiting.push({ handle: ReceiptHandle, minutes: VISIBILITY_MINUTES });
    }
  }

  async function minute() {
    verdex.clock.advance(SWEEP_EVERY_MINUTES * MINUTE_MS);
    waiting = waiting.map(({ handle, minutes }) => ({ handle, minutes: minutes - SWEEP_EVERY_MINUTES }));
    for (const { handle } of waiting.filter(({ minutes }) => minutes <= 0)) {
      const again = { QueueUrl: aws.nudgesQueueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 };
      await aws.sqs.send(new ChangeMessageVisibilityCommand(again));
    }
    waiting = waiting.filter(({ minutes }) => minutes > 0);
    await sweep();
    for (const message of await receive(aws.nudgesQueueUrl)) await work(message);
  }

  return {
    verdex,
    nudge,
    receives,
    /** The worker that is at it does not come back. */
    die: () => die(),
    run: async (hours: number) => {
      for (let minutes = 0; minutes < hours * 60; minutes += SWEEP_EVERY_MINUTES) await minute();
    },
  };
}

async function receive(queueUrl: string): Promise<Message[]> {
  const found: Message[] = [];
  for (;;) {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    if (Messages.length === 0) return found;
    found.push(...Messages);
  }
}

test('it ends in the dead-letter queue and its job among the parked; then nothing is left to do', async () => {
  const { verdex, nudge, receives, die, run } = makeService();
  let deaths = 0;
  verdex.vendor.answer = () => {
    deaths += 1;
    die();
    return new Promise(() => {});
  };
  await verdex.callBack(FETCHED, BELL);
  await nudge([FETCHED]);
  await run(HOURS);

  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', dueAt: null });
  expect(deaths).toBe(5);
  expect(Math.max(...receives.values())).toBe(MAX_RECEIVES);
  const before = receives.size;
  const dead = await receive(aws.nudgesDeadLetterQueueUrl);
  expect(dead.map(({ Body = '' }) => JSON.parse(Body))).toEqual(Array(5).fill(FETCHED));

  // Once the bug is mended, a person asks for it again.
  verdex.vendor.answer = completed(TWO_FILES);
  expect(await verdex.ledger.replay(FETCHED)).toBe('replayed');
  await run(1);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  expect(receives.size).toBe(before + 1);
}, 60_000);

test('one that cannot be read ends there too, and costs nobody else', async () => {
  const { verdex, nudge, receives, run } = makeService();
  verdex.vendor.answer = completed(TWO_FILES);
  await nudge([{ vendor: 'hume', jobId: 'a', status: 'indexed' } as never]);
  await verdex.callBack(FETCHED, BELL);
  await run(HOURS);

  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
  expect(receives.size).toBe(2);
  expect(Math.max(...receives.values())).toBe(MAX_RECEIVES);
  expect(await receive(aws.nudgesDeadLetterQueueUrl)).toHaveLength(1);
}, 60_000);

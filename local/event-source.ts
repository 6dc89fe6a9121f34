/** Plays Lambda's event source mapping: receives from SQS, invokes, deletes what succeeded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { defaultMaxConcurrency } from './lambda.ts';
import type { References } from './resolve.ts';
import { makeSqsEvent, succeededMessages } from './sqs-event.ts';
import { readProperties, resourcesOfType, type Template } from './template.ts';

/** What SQS allows for one receive or delete, and for one long poll. */
const maxMessages = 10;
const longPollSeconds = 20;
const pauseAfterErrorMs = 1000;

const mappingSchema = z.object({
  EventSourceArn: z.string().startsWith('arn:aws:sqs:', 'the local stack polls SQS queues only'),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.undefined('the local stack does not filter messages').optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
});

export type EventSource = {
  queueArn: string;
  functionArn: string;
  batchSize: number;
  batchingWindowSeconds: number;
  reportsBatchItemFailures: boolean;
  /** Batches at a time. */
  pollers: number;
};

/** The enabled mappings of the template. */
export function readEventSources(template: Template, references: References): EventSource[] {
  return resourcesOfType(template, 'AWS::Lambda::EventSourceMapping')
    .map((resource) => readProperties(resource, mappingSchema, references))
    .filter((mapping) => mapping.Enabled)
    .map((mapping) => ({
      queueArn: mapping.EventSourceArn,
      functionArn: mapping.FunctionName,
      batchSize: mapping.BatchSize,
      batchingWindowSeconds: mapping.MaximumBatchingWindowInSeconds,
      reportsBatchItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      // No more than the function has instances, or batches would lose their visibility timeout in line.
      pollers: Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? defaultMaxConcurrency, defaultMaxConcurrency),
    }));
}

type Options = EventSource & {
  sqs: SQSClient;
  queueUrl: string;
  /** Its failures are its own to log. */
  invoke: (event: unknown) => Promise<unknown>;
  /** Of the queue. */
  onError: (error: unknown) => void;
};

/** `stop` takes effect at once: a batch being worked on is not deleted, and comes back after its visibility timeout. */
export function startEventSource({ sqs, queueUrl, invoke, onError, ...source }: Options): { stop(): void } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function receive(atMost: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(atMost, maxMessages),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command, { abortSignal: signal })).Messages ?? [];
  }

  /** With a batching window, waits for more until the batch is full or the window, from the first message, is over. */
  async function receiveBatch(): Promise<Message[]> {
    const batch = await receive(source.batchSize, longPollSeconds);
    const until = Date.now() + source.batchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < source.batchSize) {
      const remainingMs = until - Date.now();
      if (remainingMs <= 0) break;
      const waitSeconds = Math.min(Math.ceil(remainingMs / 1000), longPollSeconds);
      batch.push(...(await receive(source.batchSize - batch.length, waitSeconds)));
    }
    return batch;
  }

  async function deleteMessages(messages: Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += maxMessages) {
      const entries = messages
        .slice(start, start + maxMessages)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
      await sqs.send(command, { abortSignal: signal });
    }
  }

  /** Of a failed invocation nothing is deleted; its messages come back after their visibility timeout. */
  async function workOnce(): Promise<void> {
    const batch = await receiveBatch();
    if (batch.length === 0) return;
    const succeeded = await invoke(makeSqsEvent(batch, source.queueArn)).then(
      (answer) => (source.reportsBatchItemFailures ? succeededMessages(batch, answer) : batch),
      () => [],
    );
    if (!signal.aborted) await deleteMessages(succeeded);
  }

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      try {
        await workOnce();
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await sleep(pauseAfterErrorMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  for (let started = 0; started < source.pollers; started += 1) void poll();
  return { stop: () => stopping.abort() };
}

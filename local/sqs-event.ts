/** An SQS batch as Lambda sees it, and what its answer means. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { region } from './resolve.ts';

export function makeSqsEvent(messages: Message[], queueArn: string) {
  return { Records: messages.map((message) => makeRecord(message, queueArn)) };
}

function makeRecord(message: Message, queueArn: string) {
  const messageAttributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
      ...(attribute.BinaryValue === undefined
        ? {}
        : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: attribute.DataType,
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(messageAttributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

const answerSchema = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * The messages to delete after an answer to a mapping with `ReportBatchItemFailures`. Nothing reported is full success;
 * a malformed report, or one that names a message that was not in the batch, is full failure.
 */
export function succeededMessages(messages: Message[], answer: unknown): Message[] {
  const parsed = answerSchema.safeParse(answer ?? {});
  if (!parsed.success) return [];
  const failed = new Set((parsed.data.batchItemFailures ?? []).map((failure) => failure.itemIdentifier));
  const known = new Set(messages.map((message) => message.MessageId));
  if ([...failed].some((messageId) => !known.has(messageId))) return [];
  return messages.filter((message) => message.MessageId === undefined || !failed.has(message.MessageId));
}

/** Nudges through an SQS queue. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { translatingAwsErrors } from '../platform/aws-errors.ts';
import { Retryable } from '../platform/errors.ts';
import type { Nudge } from './nudge.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MESSAGES_PER_BATCH = 10;

/** Throws Retryable when any of the messages was not taken; those that were stay sent. */
export function makeSqsNudge(client: SQSClient, queueUrl: string): Nudge {
  return (targets) =>
    translatingAwsErrors(async () => {
      for (let start = 0; start < targets.length; start += MESSAGES_PER_BATCH) {
        const batch = targets.slice(start, start + MESSAGES_PER_BATCH);
        const Entries = batch.map((target, index) => ({ Id: String(index), MessageBody: JSON.stringify(target) }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
        if (Failed.length > 0) throw new Retryable(`SQS did not take ${Failed.length} of ${batch.length} nudges`);
      }
    });
}

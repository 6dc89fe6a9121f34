/** SQS queues from the template, standard ones. */
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';

const number = z.coerce.number().optional();

export const queueSchema = z.object({
  FifoQueue: z.literal(false, 'the local stack has no FIFO queues').optional(),
  DelaySeconds: number,
  MaximumMessageSize: number,
  MessageRetentionPeriod: number,
  ReceiveMessageWaitTimeSeconds: number,
  VisibilityTimeout: number,
});

export const redriveSchema = z.object({
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});

/**
 * Creates the queue if there is none. The name alone creates it, since a queue kept from an earlier run may have other
 * attributes; those of the template are set afterwards.
 */
export async function createQueue(
  client: SQSClient,
  queueName: string,
  queue: z.infer<typeof queueSchema>,
): Promise<{ queueUrl: string; queueArn: string }> {
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: queueName }));
  const queueUrl = await atEndpoint(client, QueueUrl);
  await setQueueAttributes(client, queueUrl, queue);
  const { Attributes: { QueueArn: queueArn = '' } = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { queueUrl, queueArn };
}

/** Emulators name a host of their own in queue URLs, which need not resolve here; the endpoint we were given does. */
async function atEndpoint(client: SQSClient, queueUrl: string): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) return queueUrl;
  const { protocol, hostname, port } = endpoint;
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${new URL(queueUrl).pathname}`;
}

/** Apart from creating: the dead-letter queue's ARN is known once all queues exist. */
export async function setRedrivePolicy(
  client: SQSClient,
  queueUrl: string | undefined,
  { RedrivePolicy }: z.infer<typeof redriveSchema>,
): Promise<void> {
  if (RedrivePolicy === undefined) return;
  await setQueueAttributes(client, queueUrl, { RedrivePolicy: JSON.stringify(RedrivePolicy) });
}

async function setQueueAttributes(
  client: SQSClient,
  queueUrl: string | undefined,
  attributes: Record<string, unknown>,
) {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const texts = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  await client.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: texts }));
}

export async function deleteQueue(client: SQSClient, queueName: string): Promise<void> {
  try {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queueName }));
    await client.send(new DeleteQueueCommand({ QueueUrl }));
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
  }
}

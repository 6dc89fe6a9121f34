import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, expect, test } from 'vitest';
import { nudgeSchema } from '../../lib/jobs/nudge.ts';
import { makeSqsNudge } from '../../lib/jobs/sqs-nudge.ts';
import { Retryable } from '../../lib/platform/errors.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import { startAwsResources } from '../support/aws-resources.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());
const nudge = makeSqsNudge(aws.sqs, aws.nudgesQueueUrl);

// SQS takes ten messages at a time.
test.each([0, 1, 10, 11, 37])('%i nudges all arrive, each about its job', async (count) => {
  const names = Array.from({ length: count }, (_, index) => ({ vendor: 'hume', jobId: `job-${count}-${index}` }));
  await nudge(names);
  expect((await receive(count)).toSorted()).toEqual(names.map(jobKeyOf).toSorted());
});

test('one job nudged twice is nudged', async () => {
  const name = { vendor: 'hive', jobId: 'twice' };
  await nudge([name, name]);
  expect(new Set(await receive(2))).toEqual(new Set(['hive#twice']));
});

test('a vendor’s list is nudged beside jobs, and is taken for no job', async () => {
  await nudge([{ vendor: 'hume', jobId: 'job-1' }, { vendor: 'hume' }, { vendor: 'hive' }]);
  expect((await receive(3)).toSorted()).toEqual(['hive', 'hume', 'hume#job-1']);
});

test('a queue that takes nothing is an outage that may pass', async () => {
  const lost = makeSqsNudge(aws.sqs, `${aws.nudgesQueueUrl}-that-is-not-there`);
  await expect(lost([{ vendor: 'hume', jobId: 'job-1' }])).rejects.toThrow(Retryable);
});

/** Takes messages from the queue until there are as many as wanted; what is beyond is for the next look, which is empty. */
async function receive(wanted: number): Promise<string[]> {
  const found: string[] = [];
  do {
    const { Messages = [] } = await aws.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: aws.nudgesQueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: found.length < wanted ? 10 : 0,
      }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      const target = nudgeSchema.parse(JSON.parse(Body));
      found.push('jobId' in target ? jobKeyOf(target) : target.vendor);
      await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: aws.nudgesQueueUrl, ReceiptHandle }));
    }
    if (Messages.length === 0) break;
  } while (found.length <= wanted);
  return found;
}

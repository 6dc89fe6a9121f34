import { wireProcessJob } from '../../lib/wire/process-job.ts';
import type { Work } from './worker.ts';

const REMAINING_MS = 900_000;

/** process-job as it is wired, with a message about the job: it claims, fetches, keeps, indexes and settles. */
export async function startProcessJob(): Promise<Work> {
  const handler = await wireProcessJob();
  return async ({ jobId }) => {
    const record = {
      messageId: jobId,
      receiptHandle: '',
      body: JSON.stringify({ vendor: 'hume', jobId }),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: '',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: '',
      awsRegion: 'us-east-1',
    };
    const deadlineAtMs = Date.now() + REMAINING_MS;
    const { batchItemFailures } = await handler(
      { Records: [record] },
      {
        callbackWaitsForEmptyEventLoop: false,
        functionName: 'process-job',
        functionVersion: '1',
        invokedFunctionArn: '',
        memoryLimitInMB: '1024',
        awsRequestId: jobId,
        logGroupName: '',
        logStreamName: '',
        getRemainingTimeInMillis: () => Math.max(0, deadlineAtMs - Date.now()),
        done: () => {},
        fail: () => {},
        succeed: () => {},
      },
    );
    if (batchItemFailures.length > 0) throw new Error('the job was not processed');
  };
}

/** A batch of nudges from SQS, each on its own: one that fails does not hold up or repeat the others. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../platform/log.ts';
import type { JobName } from './job.ts';
import { nudgeSchema } from './nudge.ts';

/** Past the moment Lambda ends this worker, nobody holds the job: the lease needs to last no longer than a little more. */
const LEASE_MARGIN_MS = 30_000;

export function makeProcessBatch(deps: {
  processJob: (name: JobName, leaseEnd: Date) => Promise<void>;
  now: () => Date;
  log: Log;
}) {
  const { processJob, now, log } = deps;
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const leaseEnd = new Date(now().getTime() + context.getRemainingTimeInMillis() + LEASE_MARGIN_MS);
    const outcomes = await Promise.all(event.Records.map((record) => processRecord(record, leaseEnd)));
    return { batchItemFailures: outcomes.filter((failure) => failure !== undefined) };
  };

  async function processRecord(record: SQSRecord, leaseEnd: Date) {
    try {
      await processJob(readNudge(record.body), leaseEnd);
      return undefined;
    } catch (error) {
      log.error('nudge_not_processed', error, { messageId: record.messageId });
      return { itemIdentifier: record.messageId };
    }
  }
}

function readNudge(body: string): JobName {
  return nudgeSchema.parse(JSON.parse(body));
}

/** A batch of nudges from SQS, each on its own: one that fails does not hold up or repeat the others. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '../platform/log.ts';
import type { JobName } from '../summaries/job-name.ts';
import { nudgeSchema } from './nudge.ts';
import type { WorkingTime } from './process-job.ts';

/** Past the moment Lambda ends this worker, nobody holds the job: the lease needs to last no longer than a little more. */
const LEASE_MARGIN_MS = 30_000;

/** Kept back from the time Lambda gives, to write down what became of the job. */
const SETTLE_WITHIN_MS = 15_000;

export function makeProcessBatch(deps: {
  processJob: (name: JobName, time: WorkingTime) => Promise<void>;
  now: () => Date;
  log: Log;
}) {
  const { processJob, now, log } = deps;
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const remainingMs = context.getRemainingTimeInMillis();
    const time = {
      leaseEnd: new Date(now().getTime() + remainingMs + LEASE_MARGIN_MS),
      signal: AbortSignal.timeout(Math.max(0, remainingMs - SETTLE_WITHIN_MS)),
    };
    const outcomes = await Promise.all(event.Records.map((record) => processRecord(record, time)));
    return { batchItemFailures: outcomes.filter((failure) => failure !== undefined) };
  };

  async function processRecord(record: SQSRecord, time: WorkingTime) {
    try {
      await processJob(readNudge(record.body), time);
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

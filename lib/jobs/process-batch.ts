/** A batch of nudges from SQS, each on its own: one that fails does not hold up or repeat the others. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Malformed } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { parseJson } from '../platform/parse-json.ts';
import type { JobName } from '../summaries/job-name.ts';
import { type NudgeTarget, nudgeSchema } from './nudge.ts';
import type { Processed, WorkingTime } from './process-job.ts';

/** Past the moment Lambda ends this worker, nobody holds the job: the lease needs to last no longer than a little more. */
const LEASE_MARGIN_MS = 30_000;

/** Kept back from the time Lambda gives, to write down what became of the job. */
const SETTLE_WITHIN_MS = 15_000;

export type ProcessBatchDeps = {
  processJob: (name: JobName, time: WorkingTime) => Promise<Processed>;
  /** Reads the list of a vendor. */
  adoptJobs: (vendor: string, signal: AbortSignal) => Promise<void>;
  now: () => Date;
  log: Log;
  /** Aborts so many milliseconds from now. */
  stopAfter?: (ms: number) => AbortSignal;
};

export function makeProcessBatch(deps: ProcessBatchDeps) {
  const { processJob, adoptJobs, now, log, stopAfter = (ms) => AbortSignal.timeout(ms) } = deps;
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const remainingMs = context.getRemainingTimeInMillis();
    const time = {
      leaseEnd: new Date(now().getTime() + remainingMs + LEASE_MARGIN_MS),
      signal: stopAfter(Math.max(0, remainingMs - SETTLE_WITHIN_MS)),
    };
    const outcomes = await Promise.all(event.Records.map((record) => processRecord(record, time)));
    return { batchItemFailures: outcomes.filter((failure) => failure !== undefined) };
  };

  async function processRecord(record: SQSRecord, time: WorkingTime) {
    const failure = { itemIdentifier: record.messageId };
    try {
      const target = readNudge(record.body);
      if (!('jobId' in target)) {
        await adoptJobs(target.vendor, time.signal);
        return undefined;
      }
      const outcome = await processJob(target, time);
      return isPoison(record, outcome) ? failure : undefined;
    } catch (error) {
      log.error('nudge_not_processed', error, { messageId: record.messageId });
      return failure;
    }
  }
}

/**
 * A nudge that comes again, of a job that kills its workers: one of them died of it. It is left to the dead-letter
 * queue, where a person finds it; the job is parked.
 */
function isPoison({ attributes }: SQSRecord, outcome: Processed): boolean {
  const isAgain = Number(attributes.ApproximateReceiveCount) > 1;
  return isAgain && (outcome === 'abandoned' || outcome === 'abandoned before');
}

/** An error must not quote what it is: only our own code should write here, and this is something else. */
function readNudge(body: string): NudgeTarget {
  const { data } = nudgeSchema.safeParse(parseJson(Buffer.from(body)));
  if (data === undefined) throw new Malformed('the message is no nudge');
  return data;
}

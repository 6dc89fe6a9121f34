/** What became of each job whose vendor misbehaved, told from both ends: the simulator's and the query API's. */
import type { FaultSubmission } from './demo-fault-jobs.ts';
import type { JobView } from './demo-report.ts';
import type { LocalVerdex } from './local-verdex.ts';
import type { Delivery, Digest } from './simulators/callback.ts';
import { type Fault, faultMeanings, faultNames } from './simulators/faults.ts';
import { table } from './terminal.ts';

export type FaultyJob = {
  view: JobView;
  faults: readonly Fault[];
  deliveries: readonly Delivery[];
  /** Undefined when the job is as it should be. */
  problem: string | undefined;
};

export function printFaults(): void {
  table(faultNames.map((fault) => [fault, faultMeanings[fault]]));
}

/** `submissions` and `views` are of the same jobs in the same order. */
export function readFaultyJobs(
  { hume, hive }: Pick<LocalVerdex, 'hume' | 'hive'>,
  submissions: readonly FaultSubmission[],
  views: readonly JobView[],
): FaultyJob[] {
  const known = new Map<string, Pick<FaultyJob, 'faults' | 'deliveries'> & { result: Digest | undefined }>();
  for (const job of hume.simulator?.jobs() ?? []) known.set(job.jobId, { ...job, result: job.predictions });
  for (const task of hive.simulator?.tasks() ?? []) known.set(task.taskId, task);
  return views.map((view, index) => {
    const { faults = [], deliveries = [], result } = known.get(view.jobId) ?? {};
    const expected = submissions[index]?.expected;
    const isOther = view.status === 'indexed' && view.raw?.sha256 !== result?.sha256;
    const problem = view.status !== expected ? view.status : isOther ? 'not the vendor’s bytes' : undefined;
    return { view, faults, deliveries, problem };
  });
}

export function printFaultyJobs(jobs: readonly FaultyJob[]): void {
  const rows = jobs.map(({ view: { vendor, jobId, status, reason }, faults, deliveries, problem }) => [
    vendor,
    jobId.slice(0, 8),
    faults.join(' + ') || 'no fault',
    deliveries.map(wordOf).join(', ') || 'none',
    status,
    reason ?? problem ?? '',
  ]);
  table([['vendor', 'job', 'faults', 'callbacks', 'state', ''], ...rows]);
}

export function printTotals(jobs: readonly FaultyJob[]): void {
  const deliveries = jobs.flatMap((job) => job.deliveries);
  const repeated = jobs.filter((job) => job.faults.includes('twice') && job.deliveries.length > 1);
  const refused = deliveries.filter(({ status }) => status !== undefined && status >= 400);
  table([
    [String(deliveries.length), 'sent'],
    [String(refused.length), 'refused by the front door'],
    [String(deliveries.filter(({ status }) => status === undefined).length), 'broken off'],
    [String(repeated.length), 'repeated'],
    [String(jobs.filter((job) => job.deliveries.length === 0).length), 'never sent'],
  ]);
}

function wordOf({ status }: Delivery): string {
  return status === undefined ? 'broken off' : String(status);
}

/** `verdex doctor`: whether a deployment is in order, and what can be mended from what it keeps. */
import { parseArgs } from 'node:util';
import { makeExamine, type Progress as Seen } from '../lib/doctor/examine.ts';
import type { FindingKind } from '../lib/doctor/finding.ts';
import { makeMend } from '../lib/doctor/mend.ts';
import { makeRepair } from '../lib/doctor/repair.ts';
import type { Job } from '../lib/jobs/job.ts';
import { makeCompareJob } from '../lib/rebuild/compare-job.ts';
import type { Operator } from '../lib/wire/operator.ts';
import { type Examined, lineOf, lookedAt, reportOf } from './doctor-report.ts';
import { INTERRUPTED, Interrupted, untilInterrupted } from './interruption.ts';
import { lookForStores, reachingAws, startOperator } from './operator.ts';
import { Problem } from './problem.ts';
import { makeProgress } from './progress.ts';

const NO_JOBS = 'the index has rows, and the ledger has no job at all: is JOBS_TABLE the right one?';
const OPTIONS = { quick: { type: 'boolean' }, numbers: { type: 'boolean' }, repair: { type: 'boolean' } } as const;

/** Prints a finding a line, then how many there are; ends with 1 where something is (still) wrong. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { quick: isQuick = false, numbers: hasNumbers = false, repair: mayRepair = false } = values;
  const operator = startOperator();
  const interruption = untilInterrupted();
  try {
    return await reachingAws(() => run(operator, { isQuick, hasNumbers, mayRepair }, interruption.signal));
  } finally {
    interruption.end();
    operator.s3.destroy();
  }
}

async function run(
  operator: Operator,
  { isQuick, hasNumbers, mayRepair }: { isQuick: boolean; hasNumbers: boolean; mayRepair: boolean },
  signal: AbortSignal,
): Promise<number> {
  const progress = makeProgress();
  const say = (...lines: string[]) => {
    progress.clear();
    for (const line of lines) process.stdout.write(`${line}\n`);
  };
  let seen: Seen = { jobs: 0, rows: 0, rawBytes: 0, newerJobs: 0, newerRows: 0 };
  const examine = makeExamine({
    ...operator,
    rawStore: { ...operator.rawStore, ...operator.rawRanges },
    isQuick,
    differenceOf: hasNumbers ? makeDifferenceOf(operator, signal) : undefined,
    onProgress: (now) => {
      // Looking ends at once; a repair that is under way leaves its job to the deployment's workers first.
      signal.throwIfAborted();
      seen = { ...now };
      progress.show(() => `looked at ${lookedAt(seen)}`);
    },
  });
  const processJob = (job: Parameters<Operator['processJob']>[0]) => operator.processJob(job, signal);
  const mend = makeMend({ examine, repair: makeRepair({ ...operator, processJob }) });
  const left = new Map<FindingKind, number>();
  let mended = 0;
  const examined = (): Examined => ({ seen, isQuick, hasNumbers, mended, left });

  await lookForStores(operator);
  try {
    for await (const finding of examine.all()) {
      // Made anew in a ledger that is not theirs, all jobs would be in two.
      if (mayRepair && seen.jobs === 0) throw new Problem(NO_JOBS);
      const problem = mayRepair ? await mend(finding) : 'as it is';
      if (problem === undefined) mended += 1;
      else left.set(finding.kind, (left.get(finding.kind) ?? 0) + 1);
      say(`${lineOf(finding)}${mayRepair ? `: ${problem === undefined ? 'mended' : `not mended (${problem})`}` : ''}`);
      signal.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(...reportOf(examined()));
    process.stderr.write(`verdex: interrupted; ${mended} mended, and not everything was looked at\n`);
    return INTERRUPTED;
  }
  say(...reportOf(examined()));
  if (left.size > 0) return 1;
  say(mended > 0 ? 'Nothing is wrong any more.' : 'Nothing is wrong.');
  return 0;
}

/** By the comparison of `verdex reindex --compare`. */
function makeDifferenceOf(operator: Operator, signal: AbortSignal) {
  const compareJob = makeCompareJob(operator);
  return async (job: Job): Promise<string | undefined> => {
    const compared = await compareJob(job, signal);
    if (compared.outcome === 'failed') return `its result cannot be read anew: ${compared.reason}`;
    if (compared.outcome !== 'compared') return undefined;
    const { added, removed, changed } = compared;
    if (added + removed + changed === 0) return undefined;
    return `${changed} rows would change, ${added} come, ${removed} go (reindex --compare says how)`;
  };
}

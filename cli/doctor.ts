/** `verdex doctor`: whether a deployment is in order, and what can be mended from what it keeps. */
import { parseArgs } from 'node:util';
import { makeExamine, type Progress as Seen } from '../lib/doctor/examine.ts';
import type { FindingKind } from '../lib/doctor/finding.ts';
import { makeMend } from '../lib/doctor/mend.ts';
import { makeRepair } from '../lib/doctor/repair.ts';
import type { Operator } from '../lib/wire/operator.ts';
import { type Examined, lineOf, lookedAt, reportOf } from './doctor-report.ts';
import { INTERRUPTED, Interrupted, untilInterrupted } from './interruption.ts';
import { lookForStores, reachingAws, startOperator } from './operator.ts';
import { makeProgress } from './progress.ts';

/** Prints a finding a line, then how many there are; ends with 1 where something is (still) wrong. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean' }, repair: { type: 'boolean' } } });
  const { quick: isQuick = false, repair: mayRepair = false } = values;
  const operator = startOperator();
  const interruption = untilInterrupted();
  try {
    return await reachingAws(() => run(operator, { isQuick, mayRepair }, interruption.signal));
  } finally {
    interruption.end();
    operator.s3.destroy();
  }
}

async function run(
  operator: Operator,
  { isQuick, mayRepair }: { isQuick: boolean; mayRepair: boolean },
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
  const examined = (): Examined => ({ seen, isQuick, mended, left });

  await lookForStores(operator);
  try {
    for await (const finding of examine.all()) {
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

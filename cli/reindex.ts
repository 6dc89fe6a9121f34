/** `verdex reindex`: the rows of a deployment, made again from its raw results. */
import { aFewAtOnce } from '../lib/rebuild/a-few-at-once.ts';
import { type Changes, type Compared, makeCompareJob } from '../lib/rebuild/compare-job.ts';
import { makeRebuildJob, type Rebuilt } from '../lib/rebuild/rebuild-job.ts';
import { addDifferences } from '../lib/rebuild/row-differences.ts';
import { makeWhichJobs, type SelectedJob } from '../lib/rebuild/which-jobs.ts';
import type { Operator } from '../lib/wire/operator.ts';
import { INTERRUPTED, untilInterrupted } from './interruption.ts';
import { lookForStores, reachingAws, startOperator } from './operator.ts';
import { oneLine } from './problem.ts';
import { makeProgress } from './progress.ts';
import { changesLines, progressOf, reportOf, type Tally, totalLines } from './reindex-report.ts';
import { readWish, type Wish } from './reindex-wish.ts';

/** Each reads a raw result and writes rows: more would wait for the network no less. */
const JOBS_AT_ONCE = 4;

/** Answers 1 where rows could not be made again, or, comparing, where anything would change. */
export async function reindex(args: string[]): Promise<number> {
  const wish = readWish(args);
  const operator = startOperator();
  const interruption = untilInterrupted();
  try {
    return await reachingAws(() => run(operator, wish, interruption.signal));
  } finally {
    interruption.end();
    operator.s3.destroy();
  }
}

async function run(
  operator: Operator,
  { selection, resumed, isComparing }: Wish,
  signal: AbortSignal,
): Promise<number> {
  const tally: Tally = { jobs: 0, outcomes: new Map() };
  const all: Changes = { added: 0, removed: 0, changed: 0, differences: new Map() };
  let changedJobs = 0;
  const progress = makeProgress();
  const say = (...lines: string[]) => {
    progress.clear();
    for (const line of lines) process.stdout.write(`${line}\n`);
  };
  const startedAt = resumed ?? operator.now().toISOString();
  const rebuildJob = makeRebuildJob(operator);
  const compareJob = makeCompareJob(operator);
  await lookForStores(operator);
  if (!isComparing) say(`Started ${startedAt}`);

  await aFewAtOnce(makeWhichJobs(operator)(selection), { atOnce: JOBS_AT_ONCE, signal }, async (selected) => {
    const done = isComparing ? await compare(selected) : await rebuild(selected);
    // What is broken off by an interruption is found again.
    if (signal.aborted && done.outcome !== 'rebuilt') return;
    tally.jobs += 1;
    tally.outcomes.set(done.outcome, (tally.outcomes.get(done.outcome) ?? 0) + 1);
    if ('reason' in done) say(`${nameOf(selected)}: ${done.outcome}: ${oneLine(done.reason)}`);
    if (done.outcome === 'compared') note(selected, done);
    progress.show(() => progressOf(tally));
  });
  progress.clear();
  say(...reportOf(tally));
  if (signal.aborted) {
    const howToGoOn = `the same command with --resume ${startedAt} goes on where it stopped`;
    process.stderr.write(`verdex: interrupted; ${isComparing ? 'nothing was written' : howToGoOn}\n`);
    return INTERRUPTED;
  }
  if (isComparing) say(...totalLines(all, changedJobs));
  const isDone = (['failed', 'left', 'busy'] as const).every((outcome) => !tally.outcomes.has(outcome));
  return isDone && changedJobs === 0 ? 0 : 1;

  async function rebuild({ name, job }: SelectedJob): Promise<Rebuilt> {
    return job === undefined ? UNREADABLE : rebuildJob(name, resumed, signal);
  }

  async function compare({ job }: SelectedJob): Promise<Compared> {
    return job === undefined ? UNREADABLE : compareJob(job, signal);
  }

  function note(selected: SelectedJob, changes: Changes): void {
    const lines = changesLines(nameOf(selected), changes);
    if (lines.length === 0) return;
    changedJobs += 1;
    all.added += changes.added;
    all.removed += changes.removed;
    all.changed += changes.changed;
    addDifferences(all.differences, changes.differences);
    say(...lines);
  }
}

const UNREADABLE = { outcome: 'failed', reason: 'there is no such job, or its record cannot be read' } as const;

function nameOf({ name: { vendor, jobId } }: SelectedJob): string {
  return `${vendor}/${jobId}`;
}

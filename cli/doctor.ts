/** `verdex doctor`: whether a deployment is in order, and what can be mended from what it keeps. */
import { parseArgs } from 'node:util';
import { makeExamine, type Progress as Seen } from '../lib/doctor/examine.ts';
import { FINDING_KINDS, type Finding, type FindingKind } from '../lib/doctor/finding.ts';
import { makeRepair } from '../lib/doctor/repair.ts';
import { jobKeyOf } from '../lib/summaries/job-name.ts';
import { lookForTables, reachingAws, startOperator } from './operator.ts';
import { oneLine } from './problem.ts';
import { makeProgress } from './progress.ts';

const NEVER = new AbortController().signal;

/** Prints a finding a line, then how many there are; ends with 1 where something is (still) wrong. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean' }, repair: { type: 'boolean' } } });
  const { quick: isQuick = false, repair: mayRepair = false } = values;
  const operator = startOperator();
  const progress = makeProgress();
  const say = (line: string) => {
    progress.clear();
    process.stdout.write(`${line}\n`);
  };
  let seen: Seen = { jobs: 0, rows: 0, rawBytes: 0 };
  const examine = makeExamine({
    ...operator,
    rawStore: { ...operator.rawStore, ...operator.rawRanges },
    isQuick,
    onProgress: (now) => {
      seen = { ...now };
      progress.show(() => `looked at ${lookedAt(seen)}`);
    },
  });
  const repair = makeRepair({ ...operator, processJob: (job) => operator.processJob(job, NEVER) });
  const left = new Map<FindingKind, number>();
  let mended = 0;
  /** By job: rebuilding mends all of its rows at once, rewriting all of its record. */
  const repaired = new Map<string, string | undefined>();

  await reachingAws(async () => {
    await lookForTables(operator);
    for await (const finding of examine.all()) {
      const problem = mayRepair ? await mend(finding) : 'as it is';
      if (problem === undefined) mended += 1;
      else left.set(finding.kind, (left.get(finding.kind) ?? 0) + 1);
      say(`${lineOf(finding)}${mayRepair ? `: ${problem === undefined ? 'mended' : `not mended (${problem})`}` : ''}`);
    }
  });
  const isWhole = left.size === 0;
  say(`Looked at ${lookedAt(seen)}${isQuick ? '; of raw bytes only that they are there' : ''}.`);
  if (mended > 0) say(`${mended} mended.`);
  for (const [kind, count] of left) say(`${count}: ${FINDING_KINDS[kind]}`);
  if (isWhole) say(mended > 0 ? 'Nothing is wrong any more.' : 'Nothing is wrong.');
  return isWhole ? 0 : 1;

  /** Undefined once what was found is found no longer. */
  async function mend({ kind, job, repair: wanted }: Finding): Promise<string | undefined> {
    if (wanted === undefined) return 'nothing that is kept says what would be right';
    const key = `${wanted.by} ${jobKeyOf(job)}`;
    if (wanted.by !== 'removing the rows' && repaired.has(key)) return repaired.get(key);
    const problem = (await repair(wanted)) ?? (await isStillSo(kind, job));
    repaired.set(key, problem);
    return problem;
  }

  async function isStillSo(kind: FindingKind, job: Finding['job']): Promise<string | undefined> {
    const found = await examine.job(job);
    return found.some((finding) => finding.kind === kind) ? 'it is still so' : undefined;
  }
}

function lineOf({ kind, job: { vendor, jobId }, detail }: Finding): string {
  return `${kind.padEnd(18)} ${vendor}/${jobId}: ${oneLine(detail)}`;
}

function lookedAt({ jobs, rows, rawBytes }: Seen): string {
  const megabytes = rawBytes === 0 ? '' : `, ${(rawBytes / 1e6).toFixed(1)} MB`;
  return `${counted(jobs, 'job')}, ${counted(rows, 'row')}${megabytes}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

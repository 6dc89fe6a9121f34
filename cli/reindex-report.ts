/** What `verdex reindex` says: while it works, and at the end. */
import type { Changes, Compared } from '../lib/rebuild/compare-job.ts';
import type { Rebuilt } from '../lib/rebuild/rebuild-job.ts';
import type { Differences } from '../lib/rebuild/row-differences.ts';
import { oneLine } from './problem.ts';

export type Outcome = (Rebuilt | Compared)['outcome'];
export type Tally = { jobs: number; outcomes: Map<Outcome, number> };

/** Of one job; of all together every field is told of. */
const FIELDS_OF_A_JOB = 20;

const count = new Intl.NumberFormat('en');

/** In the order in which they are told of. */
const WORDS: Record<Outcome, string> = {
  rebuilt: 'rebuilt',
  compared: 'compared',
  'not needed': 'written since then, and left as they are',
  'nothing indexed': 'without rows: nothing of them was ever indexed',
  busy: 'being worked on anyway',
  left: 'left to the deployment, which goes on with them',
  failed: 'not done: their rows are what they were',
};

export function progressOf({ jobs, outcomes }: Tally): string {
  const parts = ['failed', 'left', 'busy'] as const;
  const troubles = parts
    .filter((outcome) => outcomes.has(outcome))
    .map((outcome) => `${outcomes.get(outcome)} ${outcome}`);
  return [`jobs looked at: ${count.format(jobs)}`, ...troubles].join(', ');
}

/** Lines of text. */
export function reportOf({ jobs, outcomes }: Tally): string[] {
  const told = Object.entries(WORDS).flatMap(([outcome, words]) => {
    const [, times = 0] = [...outcomes].find(([name]) => name === outcome) ?? [];
    return times === 0 ? [] : [`  ${count.format(times).padStart(9)}  ${words}`];
  });
  return [`Jobs looked at: ${count.format(jobs)}`, ...told];
}

/** None where nothing would change. */
export function changesLines(job: string, changes: Changes): string[] {
  const { added, removed, changed, differences } = changes;
  if (added + removed + changed === 0) return [];
  const fields = fieldLines(differences);
  const more = fields.length - FIELDS_OF_A_JOB;
  return [
    `${oneLine(job)}: ${rowsOf(changes)}`,
    ...fields.slice(0, FIELDS_OF_A_JOB),
    ...(more > 0 ? [`    … and ${more} fields more`] : []),
  ];
}

export function totalLines(changes: Changes, changedJobs: number): string[] {
  if (changedJobs === 0) return ['Nothing would change.'];
  return [
    `Nothing was written. Jobs that would change: ${count.format(changedJobs)}; ${rowsOf(changes)}`,
    ...fieldLines(changes.differences),
  ];
}

function rowsOf({ added, removed, changed }: Changes): string {
  return `rows: ${count.format(added)} added, ${count.format(removed)} removed, ${count.format(changed)} changed`;
}

/** Numbers first, the largest difference before all. */
function fieldLines(differences: Differences): string[] {
  return [...differences]
    .toSorted(([a, { largest: ofA = -1 }], [b, { largest: ofB = -1 }]) => ofB - ofA || (a < b ? -1 : 1))
    .map(([path, { largest, times }]) => {
      const by = largest === undefined ? '' : ` ${Number(largest.toPrecision(6))}`;
      return `    ${oneLine(path)}${by}${times > 1 ? ` (${count.format(times)} times)` : ''}`;
    });
}

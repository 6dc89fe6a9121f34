/** What `verdex doctor` says of what it found. */
import type { Progress as Seen } from '../lib/doctor/examine.ts';
import { FINDING_KINDS, type Finding, type FindingKind } from '../lib/doctor/finding.ts';
import { oneLine } from './problem.ts';

export type Examined = {
  seen: Seen;
  isQuick: boolean;
  hasNumbers: boolean;
  mended: number;
  /** How many of each kind are (still) there. */
  left: ReadonlyMap<FindingKind, number>;
};

export function lineOf({ kind, job: { vendor, jobId }, detail }: Finding): string {
  return `${kind.padEnd(18)} ${vendor}/${jobId}: ${oneLine(detail)}`;
}

export function reportOf({ seen, isQuick, hasNumbers, mended, left }: Examined): string[] {
  const { newerJobs, newerRows } = seen;
  const newer = `${counted(newerJobs, 'job')}, ${counted(newerRows, 'row')}`;
  return [
    `Looked at ${lookedAt(seen)}${isQuick ? '; of raw bytes only that they are there' : ''}.`,
    ...(hasNumbers ? [] : ['Numbers were taken as they stand; --numbers works them out anew.']),
    ...(newerJobs + newerRows > 0 ? [`Of a newer version of Verdex, and left alone: ${newer}.`] : []),
    ...(mended > 0 ? [`${mended} mended.`] : []),
    ...[...left].map(([kind, count]) => `${count}: ${FINDING_KINDS[kind]}`),
  ];
}

export function lookedAt({ jobs, rows, rawBytes }: Seen): string {
  const megabytes = rawBytes === 0 ? '' : `, ${(rawBytes / 1e6).toFixed(1)} MB`;
  return `${counted(jobs, 'job')}, ${counted(rows, 'row')}${megabytes}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

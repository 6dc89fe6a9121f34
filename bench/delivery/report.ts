/** What the delivery benchmark prints. */
import { availableParallelism, cpus } from 'node:os';
import { faultNames } from '../../local/simulators/faults.ts';
import { heading, say, styled, table } from '../../local/terminal.ts';
import { SWEEP_EVERY_MS } from './background.ts';
import { type Drive, EXPECT_WITHIN_MS } from './drive.ts';
import { type Counts, countJobs, type Finding } from './findings.ts';
import type { InspectedJob, Inspection } from './inspect.ts';
import { type Percentiles, percentilesOf, timingOf } from './latencies.ts';
import type { NudgeCounts } from './nudges.ts';

const CULPRITS_SHOWN = 10;

export type DeliveryFigures = {
  counts: Counts;
  callbacks: { received: number; taken: number; perSecond: number };
  /**
   * By fault. `before`: jobs that were queryable before their callback, or `expectBy`; `bySweep`: jobs that were found
   * in a list that nobody asked for. Neither has a latency.
   */
  latencies: Record<string, { percentiles: Percentiles | undefined; before: number; bySweep: number }>;
};

export function figuresOf({ jobs, findings }: Inspection, drive: Drive): DeliveryFigures {
  const deliveries = jobs.flatMap((job) => job.deliveries);
  const beganAt = deliveries.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
  const seconds = ((beganAt.at(-1) ?? 0) - (beganAt[0] ?? 0)) / 1000;
  const groups: [string, InspectedJob[]][] = [
    ['all', jobs],
    ['no fault', jobs.filter(({ faults }) => faults.length === 0)],
    ...faultNames.map((fault): [string, InspectedJob[]] => [
      fault,
      jobs.filter(({ faults }) => faults.includes(fault)),
    ]),
  ];
  const latencies = groups.map(([name, group]) => {
    const timings = group.map((job) => timingOf(job, drive.listReadingsAtMs));
    const countFrom = (wanted: string) => timings.filter(({ from }) => from === wanted).length;
    const ms = timings.flatMap((timing) => ('ms' in timing ? [timing.ms] : []));
    return [
      name,
      { percentiles: percentilesOf(ms), before: countFrom('before'), bySweep: countFrom('sweep') },
    ] as const;
  });
  return {
    counts: countJobs(findings),
    callbacks: {
      received: deliveries.length,
      taken: deliveries.filter(({ status }) => status === 202).length,
      perSecond: deliveries.length / Math.max(seconds, 1),
    },
    latencies: Object.fromEntries(latencies),
  };
}

export function printDelivery(
  { jobs, files, rows, findings }: Inspection,
  drive: Drive,
  figures: DeliveryFigures,
  nudges: NudgeCounts,
): void {
  const { counts, callbacks, latencies } = figures;
  heading('Counted from outside');
  const verdict = (count: number) => (count === 0 ? styled('green', '0') : styled('red', String(count)));
  table([
    ['jobs', String(jobs.length)],
    ['files', String(files)],
    ['search rows', String(rows)],
    ['lost', verdict(counts.lost)],
    ['duplicated', verdict(counts.duplicated)],
    ['wrong', verdict(counts.wrong)],
  ]);

  printLatencies(latencies, drive.listReadingsAtMs.length > 0);

  heading('The run');
  const killed = Object.entries(drive.killed).map(([name, count]) => `${count} ${name}`);
  table([
    ['submitted', `${(jobs.length / (drive.submittingMs / 1000)).toFixed(1)} jobs a second`],
    ['callbacks', `${callbacks.received} sent, ${callbacks.taken} taken; ${callbacks.perSecond.toFixed(1)} a second`],
    ['settled', `${(drive.settlingMs / 1000).toFixed(0)} s after the first submission`],
    [
      'killed in mid-work',
      `${killed.join(', ') || 'none'}; ${jobs.reduce((sum, job) => sum + job.takeovers, 0)} leases taken over`,
    ],
    ['nudges', `${nudges.workedOn} worked on, ${nudges.inVain} found nothing to do`],
    ['watched', watchedLine(drive.watched)],
    ['list asked for', `${drive.listReadingsAtMs.length} times`],
    ['machine', machine()],
  ]);
  say('  Hume takes our key throughout: the pause that follows when it does not is no part of the run.');
  printCulprits(jobs, findings);
}

function printLatencies(latencies: DeliveryFigures['latencies'], isListRequested: boolean): void {
  heading('From callback to queryable, milliseconds');
  const cells = Object.entries(latencies).map(([name, latency]) => {
    const { percentiles } = latency;
    const numbers = percentiles && [percentiles.p50, percentiles.p95, percentiles.p99, percentiles.max].map(String);
    return [name, String(percentiles?.count ?? 0), ...(numbers ?? ['–', '–', '–', '–']), String(latency.before)];
  });
  table([['faults', 'jobs', 'p50', 'p95', 'p99', 'max', 'queryable before'], ...cells]);
  const bySweep = latencies.all?.bySweep ?? 0;
  const orList = isListRequested ? ', or from the last request to read the list' : '';
  say(
    '  From the beginning of the first callback that was taken, for Hive of the first that held the result, until the',
  );
  say('  ledger called the job indexed or failed.');
  say(
    `  Without one (it never came, or was refused as too large) from expectBy, ${EXPECT_WITHIN_MS / 1000} s after the submission${orList}.`,
  );
  if (bySweep > 0) say(`  Not counted, since the sweep found them in a list that nobody asked for: ${bySweep}.`);
  say(`  The sweep runs every ${SWEEP_EVERY_MS / 1000} s, not every minute; a retry waits 0 to 15 s, then to 30 s …`);
}

function watchedLine(watched: Drive['watched']): string {
  const queryable = watched.filter(({ missing }) => missing === undefined).length;
  const longestMs = Math.max(0, ...watched.map(({ seenAfterMs }) => seenAfterMs));
  return `${queryable} of ${watched.length} jobs queryable at the first look after they were indexed, ${longestMs} ms at most`;
}

function printCulprits(jobs: readonly InspectedJob[], findings: readonly Finding[]): void {
  const names = [...new Set(findings.map(({ job }) => job))];
  if (names.length === 0) return;
  heading(`The first of ${names.length} jobs that are not as they should be`);
  for (const name of names.slice(0, CULPRITS_SHOWN)) {
    const job = jobs.find((each) => each.job === name);
    const faults = job?.faults.join(' + ') || 'no fault';
    const answers = job?.deliveries.map(({ status }) => status ?? 'broken off').join(', ') || 'no callback';
    say(
      styled('red', `  ${name}  ${faults}  ${answers}  ${job?.status ?? 'nobody submitted it'}  ${job?.reason ?? ''}`),
    );
    for (const { kind, what } of findings.filter((finding) => finding.job === name).slice(0, 3))
      say(`    ${kind}: ${what}`);
    const history = job?.history.map(({ at, status }) => `${at.slice(14)} ${status}`) ?? [];
    if (history.length > 0) say(`    ${history.join(', ')}`);
  }
}

export function machine(): string {
  return `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;
}

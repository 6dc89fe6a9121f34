/** What a stage came to: the ledger, the index and the kept bytes, but for times and how often something was tried. */
import { expect } from 'vitest';
import type { Job, JobCoverage } from '../../../lib/jobs/job.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { type JobName, jobKeyOf } from '../../../lib/summaries/job-name.ts';
import type { RawRef } from '../../../lib/summaries/raw-ref.ts';
import type { IndexRow } from './ground.ts';
import type { Stage } from './stage.ts';

export type Cast = { names: readonly JobName[]; refs: readonly string[] };

/** Where objects have versions, theirs differ from run to run; that a row names its job's is another's to check. */
export async function tablesOf({ ground, watch }: Stage, { names, refs }: Cast) {
  const jobs = await Promise.all(names.map((name) => ground.plain.jobs.read(name)));
  const rows = (await Promise.all(refs.map((ref) => ground.rowsOf(ref)))).flat();
  const keptUnder = async (ref: RawRef | null) => {
    if (ref === null) return null;
    const chunks = await Array.fromAsync(await ground.plain.rawStore.read(ref));
    return {
      key: ref.key,
      ...digestOf(Buffer.concat(chunks)),
      isAsRecorded: digestOf(Buffer.concat(chunks)).sha256 === ref.sha256,
    };
  };
  const settled = await Promise.all(
    jobs.map(
      async (job) =>
        job && {
          job: jobKeyOf(job),
          status: job.status,
          isDue: job.dueAt !== null,
          ref: job.ref,
          announcedRef: job.announcement?.ref,
          callback: await keptUnder(job.callback),
          imported: await keptUnder(job.imported),
          raw: await keptUnder(job.raw),
          rebuilds: job.rebuilds,
          workedFrom: job.status === 'indexed' ? workedFrom(job) : null,
          coverage: job.coverage,
          indexed: job.indexed && { raw: await keptUnder(job.indexed.raw), coverage: job.indexed.coverage },
          reason: job.reason,
        },
    ),
  );
  const rawOf = (row: IndexRow) => {
    if (row.raw === undefined) return null;
    const of = jobs.find((job) => job?.vendor === row.vendor && job.jobId === row.jobId);
    const isOfJob = JSON.stringify(sorted(of?.indexed?.raw)) === JSON.stringify(sorted(row.raw));
    return { key: row.raw.key, sha256: row.raw.sha256, isOfJob };
  };
  return {
    jobs: settled,
    rows: rows.map((row) => ({ ...row, raw: rawOf(row) })),
    violations: watch.violations,
  };
}

/** Whether it was merely rebuilt in the end makes no difference. */
function workedFrom({ claimedFrom }: Job) {
  if (claimedFrom === null) return null;
  const { callbackSha256, importSha256, ref } = claimedFrom;
  return { callbackSha256, importSha256, ref };
}

export type Tables = Awaited<ReturnType<typeof tablesOf>>;

/** What each file of a job says of the job as a whole. */
function coverageIn(coverage: JobCoverage | undefined) {
  const { predictions: indexed, expectedPredictions: expected, complete, errors } = coverage ?? {};
  return expect.objectContaining({ job: { indexed, expected, complete, errors } });
}

function sorted(raw: RawRef | null | undefined) {
  return Object.entries(raw ?? {}).toSorted();
}

/** What must hold of every end, whatever led to it. */
export function expectWhole({ jobs, rows, violations }: Tables): void {
  expect(violations).toEqual([]);
  for (const job of jobs) {
    if (job === undefined) continue;
    expect(job.isDue).toBe(false);
    expect(job.rebuilds).toBe(null);
    for (const kept of [job.callback, job.imported, job.raw, job.indexed?.raw])
      expect(kept?.isAsRecorded ?? true).toBe(true);
    const summaries = rows.filter((row) => row.raw !== null && jobKeyOf(row) === job.job);
    // One result per job: all its rows are of the raw result that the ledger says is indexed, and none is missing.
    expect(summaries.every(({ raw }) => raw?.isOfJob)).toBe(true);
    const coverage = coverageIn(job.indexed?.coverage);
    expect(summaries).toEqual(summaries.map(() => expect.objectContaining({ coverage })));
    const files = job.indexed?.coverage.files ?? 0;
    // A scripted vendor's files all become one where the user gave the job a name.
    expect({ ...job, files: summaries.length }).toEqual({
      ...job,
      files: job.ref === null ? files : Math.min(1, files),
    });
    expect(job.workedFrom ?? null).toEqual(
      job.status === 'indexed'
        ? {
            callbackSha256: job.callback?.sha256 ?? null,
            importSha256: job.imported?.sha256 ?? null,
            ref: job.ref,
          }
        : null,
    );
  }
}

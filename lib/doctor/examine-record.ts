/** A job's record by itself: it is in one state, where its indexes look for that state, and it goes on unless it ended. */
import { type Job, jobSchema } from '../jobs/job.ts';
import type { JobRecord } from '../jobs/job-records.ts';
import { jobNameOf, keysOf } from '../jobs/keys.ts';
import { isSettled } from '../jobs/statuses.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import type { Finding } from './finding.ts';

/** The sweep runs every minute; a queue may be long behind it, but not by so much. */
const OVERDUE_MS = 3600_000;

/** Without a `job`, the record cannot be read. */
export function examineRecord(record: JobRecord, now: Date): { job: Job | undefined; findings: Finding[] } {
  const name = jobNameOf(record.job);
  const { data: job, error } = jobSchema.safeParse(record);
  if (job === undefined) {
    const where = error.issues.map(({ path, code }) => `${path.join('.')} (${code})`).join(', ');
    return { job, findings: [{ kind: 'record unreadable', job: name, detail: `see ${where}`, repair: undefined }] };
  }
  if (jobKeyOf(job) !== record.job) {
    // Rewritten, it would take the place of the other's record; and what it says of rows and bytes is the other's.
    const detail = 'it stands under the key of another job than it says';
    return { job: undefined, findings: [{ kind: 'record misplaced', job: name, detail, repair: undefined }] };
  }
  const isDueSometime = job.dueAt !== null && isMoment(job.dueAt);
  const dueAt = isSettled(job.status) ? null : isDueSometime ? job.dueAt : now.toISOString();
  // One record, one repair, whatever is wrong with it.
  const repair = { by: 'rewriting the record', job, mended: { ...job, dueAt } } as const;
  const findings: Finding[] = [];
  const found = (kind: Finding['kind'], detail: string) => findings.push({ kind, job: name, detail, repair });
  const place = keysOf(job);
  const misplaced = (['statusShard', 'dueShard'] as const).filter((key) => record[key] !== place[key]);
  if (misplaced.length > 0) found('record misplaced', `${misplaced.join(', ')} (it is ${job.status})`);
  if (!isDueSometime && dueAt !== null) found('no due time', `it is ${job.status}`);
  if (job.dueAt !== null && dueAt === null) found('due though settled', `it is ${job.status}`);
  const isOverdue = job.dueAt !== null && now.getTime() - Date.parse(job.dueAt) > OVERDUE_MS;
  if (isOverdue && dueAt !== null && !job.awaitsVendor) {
    findings.push({ kind: 'overdue', job: name, detail: `since ${dueAt}, it is ${job.status}`, repair: undefined });
  }
  return { job, findings };
}

/** Times are compared as text: one that is spelt otherwise may never come. */
function isMoment(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text;
}

/** A few jobs are looked at again and again: what the ledger calls indexed can be queried, and since then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobName, jobKeyOf } from '../../lib/summaries/job-name.ts';
import { type Asked, askJob, askSummaries } from './ask.ts';

const LOOK_EVERY_MS = 500;

export type Watched = {
  job: string;
  /** From the moment the ledger names to the end of the first look after it. */
  seenAfterMs: number;
  /** What that look missed; undefined when every file was there. */
  missing: string | undefined;
};

/** Undefined when the signal came first. */
export async function watchJob(verdex: Asked, name: JobName, signal: AbortSignal): Promise<Watched | undefined> {
  while (!signal.aborted) {
    const answer = await askJob(verdex, name);
    if (answer?.status === 'indexed') {
      const { files, coverage, updatedAt } = answer;
      const job = jobKeyOf(name);
      const lacking: string[] = [];
      for (const { fileKey } of files) {
        const summaries = await askSummaries(verdex, fileKey);
        if (!summaries.some((summary) => jobKeyOf(summary) === job)) lacking.push(fileKey);
      }
      if (files.length !== coverage?.files) lacking.push(`${files.length} of ${coverage?.files} files are listed`);
      const missing = lacking.length === 0 ? undefined : lacking.join(', ');
      return { job, seenAfterMs: Date.now() - Date.parse(updatedAt), missing };
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

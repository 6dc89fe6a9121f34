/** A running Verdex for integration tests, and ways to wait for what it does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { packageService } from '../../infra/package.ts';
import { jobSchema } from '../../lib/jobs/job.ts';
import { type LocalVerdex, type LocalVerdexOptions, startLocalVerdex } from '../../local/local-verdex.ts';

export async function startTestVerdex(options: LocalVerdexOptions = {}): Promise<LocalVerdex> {
  await packageService();
  return startLocalVerdex(options);
}

const jobAnswerSchema = jobSchema.omit({ leaseId: true, revision: true, claimedFrom: true }).extend({
  job: z.string(),
  files: z.array(z.looseObject({ fileKey: z.string(), identity: z.string(), path: z.string().nullable() })),
});
export type JobAnswer = z.infer<typeof jobAnswerSchema>;

export async function fetchJob(verdex: LocalVerdex, vendor: string, jobId: string): Promise<JobAnswer | undefined> {
  const response = await verdex.query(`/jobs/${vendor}/${jobId}?limit=100`);
  const body: unknown = await response.json();
  return response.status === 404 ? undefined : jobAnswerSchema.parse(body);
}

/** Until the job is in the state, however long that takes; the test's own timeout says when it is too long. */
export async function waitForJob(
  verdex: LocalVerdex,
  vendor: string,
  jobId: string,
  status: JobAnswer['status'],
): Promise<JobAnswer> {
  const patience = new AbortController();
  onTestFinished(() => patience.abort());
  for (;;) {
    const job = await fetchJob(verdex, vendor, jobId);
    if (job?.status === status) return job;
    await sleep(50, undefined, { signal: patience.signal });
  }
}

/** The raw bytes as the API hands them out: a redirect to a presigned URL, followed without credentials. */
export async function fetchRaw(verdex: LocalVerdex, vendor: string, jobId: string): Promise<Buffer> {
  const redirect = await verdex.query(`/jobs/${vendor}/${jobId}/raw`);
  const location = redirect.headers.get('location');
  if (redirect.status !== 302 || location === null) throw new Error(`no redirect but ${redirect.status}`);
  return Buffer.from(await (await fetch(location)).arrayBuffer());
}

export function postCallback(url: string, body: string | Uint8Array, contentType = 'application/json') {
  return fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });
}

/** The query API as a client uses it: every page of every answer. */
import * as z from 'zod';
import { jobViewSchema } from '../../lib/api/job-view.ts';
import {
  emotionHitSchema,
  indexedSummarySchema,
  jobFileSchema,
  severityHitSchema,
} from '../../lib/index/file-index.ts';
import type { JobStatus } from '../../lib/jobs/statuses.ts';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { emotionRow, type Row, type SeverityQuestion, severityRow } from './judge-rows.ts';

export type Asked = Pick<LocalVerdex, 'query'>;

const cursor = z.string().optional();
const jobsSchema = z.object({ jobs: z.array(jobViewSchema), cursor });
const jobSchema = jobViewSchema.extend({ files: z.array(jobFileSchema), cursor });
export type JobAnswer = z.infer<typeof jobSchema>;
const fileSchema = z.object({ summaries: z.array(indexedSummarySchema), cursor });
const emotionsSchema = z.object({ files: z.array(emotionHitSchema.omit({ model: true, emotion: true })), cursor });
const severitiesSchema = z.object({ files: z.array(severityHitSchema.omit({ class: true })), cursor });

const LARGEST_PAGE = 100;

export async function listJobs(verdex: Asked, status: JobStatus) {
  return (await pagesOf(verdex, `/jobs?status=${status}`, jobsSchema)).flatMap(({ jobs }) => jobs);
}

/** Undefined when the ledger has not heard of it. `files` are those of all pages. */
export async function askJob(verdex: Asked, { vendor, jobId }: JobName): Promise<JobAnswer | undefined> {
  const pages = await pagesOf(verdex, `/jobs/${vendor}/${jobId}`, jobSchema);
  const [first] = pages;
  return first && { ...first, files: pages.flatMap(({ files }) => files) };
}

/** Every job's summaries of the file; none when it is not known. */
export async function askSummaries(verdex: Asked, fileKey: string): Promise<FileSummary[]> {
  return (await pagesOf(verdex, `/files/${fileKey}`, fileSchema)).flatMap(({ summaries }) => summaries);
}

/** The bytes that the redirect leads to; undefined when there are none. */
export async function askRaw(verdex: Asked, { vendor, jobId }: JobName): Promise<Uint8Array | undefined> {
  const redirect = await verdex.query(`/jobs/${vendor}/${jobId}/raw`);
  await redirect.body?.cancel();
  const location = redirect.headers.get('location');
  if (location === null) return undefined;
  const response = await fetch(location);
  const bytes = await response.bytes();
  return response.ok ? bytes : undefined;
}

export async function askEmotionRows(verdex: Asked, model: string, name: string): Promise<Row[]> {
  const pages = await pagesOf(verdex, `/emotions/${encodeURIComponent(name)}/files?model=${model}`, emotionsSchema);
  return pages.flatMap(({ files }) => files.map((hit) => emotionRow({ ...hit, model, name })));
}

export async function askSeverityRows(verdex: Asked, className: string, by: SeverityQuestion): Promise<Row[]> {
  const pages = await pagesOf(verdex, `/moderation/files?${by}&class=${className}`, severitiesSchema);
  return pages.flatMap(({ files }) => files.map((hit) => severityRow({ ...hit, class: className }, by)));
}

/** None where the first answer is 404. Throws on any other refusal. */
async function pagesOf<Page extends { cursor?: string | undefined }>(
  verdex: Asked,
  path: string,
  schema: z.ZodType<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  const limited = `${path}${path.includes('?') ? '&' : '?'}limit=${LARGEST_PAGE}`;
  let next: string | undefined;
  do {
    const response = await verdex.query(next === undefined ? limited : `${limited}&cursor=${encodeURIComponent(next)}`);
    const body: unknown = await response.json();
    if (response.status === 404) return pages;
    if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}: ${JSON.stringify(body)}`);
    const page = schema.parse(body);
    pages.push(page);
    next = page.cursor;
  } while (next !== undefined);
  return pages;
}

/** What the demo shows in the end, all of it asked of the query API. */
import * as z from 'zod';
import { jobSchema } from '../lib/jobs/job.ts';
import { type FileSummary, fileSummarySchema, type Moderation } from '../lib/summaries/file-summary.ts';
import type { DemoJob } from './demo-jobs.ts';
import type { LocalVerdex } from './local-verdex.ts';
import { DEFAULT_PORT } from './start-options.ts';
import { heading, say, styled, table } from './terminal.ts';

const jobAnswerSchema = jobSchema
  .pick({ vendor: true, jobId: true, status: true, reason: true, coverage: true, raw: true })
  .extend({ files: z.array(z.object({ fileKey: z.string() })), cursor: z.string().optional() });
type JobAnswer = z.infer<typeof jobAnswerSchema>;

/** `unheard`: no callback came yet. */
export type JobView = Omit<JobAnswer, 'status'> & { status: JobAnswer['status'] | 'unheard' };

const fileAnswerSchema = z.object({ summaries: z.array(fileSummarySchema) });

export function fetchJobs(verdex: LocalVerdex, jobs: readonly DemoJob[]): Promise<JobView[]> {
  return Promise.all(
    jobs.map(async ({ vendor, jobId }) => {
      const response = await verdex.query(`/jobs/${vendor}/${jobId}?limit=100`);
      if (response.status !== 404) return jobAnswerSchema.parse(await response.json());
      await response.body?.cancel();
      return { vendor, jobId, status: 'unheard' as const, reason: null, coverage: null, raw: null, files: [] };
    }),
  );
}

/** Every vendor's summaries of every file, the vendors' views of one file together. */
export async function fetchSummaries(verdex: LocalVerdex, jobs: readonly JobView[]): Promise<FileSummary[][]> {
  const fileKeys = new Set(jobs.flatMap(({ files }) => files.map(({ fileKey }) => fileKey)));
  const files = await Promise.all(
    [...fileKeys].map(async (fileKey) => {
      const response = await verdex.query(`/files/${fileKey}`);
      return fileAnswerSchema.parse(await response.json()).summaries;
    }),
  );
  const identityOf = ([first]: FileSummary[]) => first?.identity ?? '';
  return files.toSorted((a, b) => identityOf(a).localeCompare(identityOf(b)));
}

export function printJobs(submitted: readonly DemoJob[], jobs: readonly JobView[]): void {
  const rows = jobs.map(({ vendor, jobId, status, reason, coverage }, index) => [
    vendor,
    jobId.slice(0, 8),
    status,
    coverage === null ? '' : counted(coverage.files, 'file'),
    coverage === null ? '' : `${coverage.predictions} scored`,
    reason ?? submitted[index]?.what ?? '',
  ]);
  table(rows);
}

export function printFiles(files: readonly FileSummary[][]): void {
  for (const summaries of files) {
    const [first] = summaries;
    if (first === undefined) continue;
    say(`  ${styled('cyan', first.identity)}`);
    table(summaries.flatMap(rowsOf), '    ');
  }
  say(`  Emotions: the mean per model. Severity: 0 to 3, the vendor’s own, or by the policy from a probability (~);`);
  say(`  not every class counts for it: promotions, for one, do not (GET /moderation/policies).`);
}

function rowsOf({ emotions, moderation }: FileSummary): string[][] {
  const rows = Object.entries(emotions).map(([model, { predictions, top }]) => [
    model,
    top.map(({ name, mean }) => `${name} ${mean.toFixed(2)}`).join(', ') || 'nothing detected',
    counted(predictions, 'prediction'),
  ]);
  return moderation === null ? rows : [...rows, ['severity', headlineOf(moderation), classesOf(moderation)]];
}

function headlineOf({ severity, severityClass, derived }: Moderation): string {
  if (severity === null) return 'nothing scored';
  const level = `${derived ? '~' : ''}${severity}`;
  return severityClass === null ? level : `${level} (${severityClass})`;
}

/** Levels whole, and of probabilities those of a violation that is likelier than not. */
function classesOf({ classes }: Moderation): string {
  const named = Object.entries(classes).filter(
    ([, { scale, polarity, max }]) => scale !== 'probability' || (polarity === 'violation' && (max ?? 0) >= 0.5),
  );
  const shown = named.map(([name, { max }]) => `${name} ${max === null ? '–' : Number(max.toFixed(2))}`);
  return shown.join(', ') || `${Object.keys(classes).length} classes, nothing likely`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Queries, each tried here and now, to be repeated against `npm start` on the demo's data. */
export async function printCurlLines(
  verdex: LocalVerdex,
  dataDir: string,
  files: readonly FileSummary[][],
): Promise<void> {
  const paths = [
    '/files?url=https://media.example.com/interviews/talk-90s-2speakers.mp4',
    '/emotions/Joy/files?model=face',
    '/moderation/files?minSeverity=2',
    ...pathsOfWorst(files),
  ];
  heading('Try it yourself');
  say(`  npm start -- --data ${dataDir}`);
  for (const path of paths) {
    const response = await verdex.query(path);
    await response.body?.cancel();
    if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}`);
    say(`  curl -s -w '\\n' -H 'authorization: Bearer ${verdex.token}' 'http://127.0.0.1:${DEFAULT_PORT}${path}'`);
  }
}

/** Of a file with a headline: the vendor's bytes that it rests on, and what was felt at that moment. */
function pathsOfWorst(files: readonly FileSummary[][]): string[] {
  // Both vendors looked at it.
  const shared = files.filter((summaries) => new Set(summaries.map(({ vendor }) => vendor)).size > 1);
  const worst = shared.flat().find(({ moderation }) => (moderation?.severity ?? 0) > 0);
  if (worst === undefined) return [];
  const { fileKey, vendor, jobId } = worst;
  return [
    `/files/${fileKey}/evidence?vendor=${vendor}&jobId=${jobId}&class=any`,
    `/files/${fileKey}/moments?withinSeconds=5`,
  ];
}

/** Looks at every job, every file and every search from outside, and holds it against what the vendors know. */
import { JOB_STATUSES } from '../../lib/jobs/statuses.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import type { Delivery, Digest } from '../../local/simulators/callback.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { makeProgress } from '../../local/terminal.ts';
import { atOnce } from '../at-once.ts';
import { askEmotionRows, askJob, askRaw, askSeverityRows, askSummaries, listJobs } from './ask.ts';
import type { Drive, SubmittedJob } from './drive.ts';
import type { Expectation } from './expectation.ts';
import type { Finding } from './findings.ts';
import { type FoundJob, judgeJob, type TrueJob } from './judge-job.ts';
import { emotionRowsOf, judgeRows, type Row, SEVERITY_QUESTIONS, severityRowsOf } from './judge-rows.ts';
import type { TimedJob } from './latencies.ts';
import type { Watched } from './watch.ts';

/** Of the queries that are under way; query-api has no more instances here. */
const QUERIES_AT_ONCE = 8;

export type InspectedJob = TimedJob & { job: string; status: string; reason: string | null; takeovers: number };
export type Inspection = { jobs: InspectedJob[]; findings: Finding[]; files: number; rows: number };

type VendorView = {
  faults: readonly Fault[];
  deliveries: readonly Delivery[];
  result: Digest | undefined;
  said: TrueJob['said'];
};

export async function inspectDelivery(verdex: LocalVerdex, { submitted, watched }: Drive): Promise<Inspection> {
  const vendorViews = viewsOf(verdex);
  const progress = makeProgress();
  let looked = 0;
  const inspected = await atOnce(QUERIES_AT_ONCE, submitted, async (job) => {
    const nothing: VendorView = { faults: [], deliveries: [], result: undefined, said: undefined };
    const view = vendorViews.get(jobKeyOf(job)) ?? nothing;
    const result = await inspectJob(verdex, job, view);
    looked += 1;
    if (looked % 500 === 0) progress.show(`Looked at ${looked} of ${submitted.length} jobs`);
    return result;
  });
  progress.done(`Looked at ${submitted.length} jobs, their files and their bytes`);

  const known = inspected.flatMap(({ job, expectation }) => (expectation === undefined ? [] : [{ job, expectation }]));
  const owedRows = {
    emotions: known.flatMap(({ job, expectation }) => emotionRowsOf(job, expectation)),
    severities: known.flatMap(({ job, expectation }) => severityRowsOf(job, expectation)),
  };
  const foundRows = await findRows(
    verdex,
    known.map(({ expectation }) => expectation),
  );
  return {
    jobs: inspected.map(({ summary }) => summary),
    findings: [
      ...inspected.flatMap(({ findings }) => findings),
      ...watched.flatMap(findingOf),
      ...judgeRows(submitted.map(listRowOf), await findListed(verdex)),
      ...judgeRows(owedRows.emotions, foundRows.emotions),
      ...judgeRows(owedRows.severities, foundRows.severities),
    ],
    files: known.reduce((sum, { expectation }) => sum + expectation.files.length, 0),
    rows: owedRows.emotions.length + owedRows.severities.length,
  };
}

async function inspectJob(verdex: LocalVerdex, job: SubmittedJob, view: VendorView) {
  const answer = await askJob(verdex, job);
  const fileKeys = answer?.files.map(({ fileKey }) => fileKey) ?? [];
  const summaries = await atOnce(1, [...new Set(fileKeys)], (fileKey) => askSummaries(verdex, fileKey));
  const found: FoundJob = {
    status: answer?.status ?? 'not heard of',
    reason: answer?.reason ?? null,
    raw: answer?.raw ?? null,
    rawBytes: answer?.status === 'indexed' ? await askRaw(verdex, job) : undefined,
    coverage: answer?.coverage ?? null,
    fileKeys,
    summaries: summaries.flat().filter((summary) => jobKeyOf(summary) === jobKeyOf(job)),
  };
  const truth: TrueJob = { ...job, result: view.result, said: view.said };
  const history = answer?.history ?? [];
  const summary: InspectedJob = {
    job: jobKeyOf(job),
    vendor: job.vendor,
    expected: job.expected,
    expectByMs: job.expectByMs,
    faults: view.faults,
    deliveries: view.deliveries,
    status: found.status,
    reason: found.reason,
    history,
    takeovers: history.filter(({ status }, at) => status === 'running' && history[at - 1]?.status === 'running').length,
  };
  return { job, summary, ...judgeJob(truth, found) };
}

function viewsOf({ hume, hive }: LocalVerdex): Map<string, VendorView> {
  const views = new Map<string, VendorView>();
  for (const { jobId, faults, deliveries, predictions, state } of hume.simulator?.jobs() ?? []) {
    const isCompleted = state.status === 'COMPLETED';
    const said = isCompleted ? { predictions: state.num_predictions, errors: state.num_errors } : undefined;
    views.set(`hume#${jobId}`, { faults, deliveries, result: predictions, said });
  }
  for (const { taskId, faults, deliveries, result } of hive.simulator?.tasks() ?? []) {
    views.set(`hive#${taskId}`, { faults, deliveries, result, said: undefined });
  }
  return views;
}

function findingOf({ job, missing }: Watched): Finding[] {
  return missing === undefined ? [] : [{ kind: 'lost', job, what: `indexed, and not queryable: ${missing}` }];
}

function listRowOf(job: SubmittedJob): Row {
  return { job: jobKeyOf(job), key: `${jobKeyOf(job)} in the lists`, value: {} };
}

async function findListed(verdex: LocalVerdex): Promise<Row[]> {
  const lists = await atOnce(1, JOB_STATUSES, (status) => listJobs(verdex, status));
  return lists.flat().map(({ job }) => ({ job, key: `${job} in the lists`, value: {} }));
}

/** Every search by a name that any vendor used, not only those that should find something. */
async function findRows(verdex: LocalVerdex, expectations: readonly Expectation[]) {
  const files = expectations.flatMap((expectation) => expectation.files);
  const emotions = new Map<string, { model: string; name: string }>();
  const classes = new Set(['any']);
  for (const file of files) {
    for (const [model, { all }] of Object.entries(file.emotions)) {
      for (const name of Object.keys(all)) emotions.set(`${model} ${name}`, { model, name });
    }
    // What says that nothing is wrong cannot be asked for.
    for (const [name, { polarity }] of Object.entries(file.moderation?.classes ?? {})) {
      if (polarity !== 'safe') classes.add(name);
    }
  }
  const ask = QUERIES_AT_ONCE;
  const emotionRows = await atOnce(ask, [...emotions.values()], ({ model, name }) =>
    askEmotionRows(verdex, model, name),
  );
  const questions = [...classes].flatMap((name) => SEVERITY_QUESTIONS.map((by) => ({ name, by })));
  const severityRows = await atOnce(ask, questions, ({ name, by }) => askSeverityRows(verdex, name, by));
  return { emotions: emotionRows.flat(), severities: severityRows.flat() };
}

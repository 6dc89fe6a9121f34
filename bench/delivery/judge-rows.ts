/** Rows of a search or a list, all of them: each that is owed must be there, once, and no other. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import type { Expectation, NamedJob } from './expectation.ts';
import type { Finding } from './findings.ts';

/** `key` says what the row is about, `value` what it says. */
export type Row = { job: string; key: string; value: Record<string, unknown> };

export function judgeRows(expected: readonly Row[], found: readonly Row[]): Finding[] {
  const owed = new Map(expected.map((row) => [row.key, row]));
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { job, key, value } of found) {
    const row = owed.get(key);
    if (seen.has(key)) findings.push({ kind: 'duplicated', job, what: `${key}: twice` });
    else if (row === undefined) findings.push({ kind: 'duplicated', job, what: `${key}: nobody asked for it` });
    else if (!isDeepStrictEqual(value, row.value)) {
      const what = `${key}: ${JSON.stringify(value)}, not ${JSON.stringify(row.value)}`;
      findings.push({ kind: 'wrong', job, what });
    }
    seen.add(key);
  }
  for (const { job, key } of owed.values()) {
    if (!seen.has(key)) findings.push({ kind: 'lost', job, what: `${key}: not found` });
  }
  return findings;
}

/** The emotion rows a job is to be found by: of each model and file, the top emotions. */
export function emotionRowsOf(job: NamedJob, { files }: Expectation): Row[] {
  return files.flatMap(({ emotions, fileKey, identity }) =>
    Object.entries(emotions).flatMap(([model, { top }]) =>
      top.map(({ name, mean, max }, index) =>
        emotionRow({
          vendor: job.vendor,
          jobId: job.jobId,
          fileKey,
          identity,
          model,
          name,
          rank: index + 1,
          mean,
          max,
        }),
      ),
    ),
  );
}

export function emotionRow(hit: {
  vendor: string;
  jobId: string;
  fileKey: string;
  identity: string;
  model: string;
  name: string;
  rank: number;
  mean: number;
  max: number;
}): Row {
  const { fileKey, identity, model, name, rank, mean, max } = hit;
  const job = jobKeyOf(hit);
  return { job, key: `${job} ${fileKey} ${model} ${name}`, value: { identity, rank, mean, max } };
}

/** The severity rows a job is to be found by: of each class at 1 or more, and the headline as class `any`. */
export function severityRowsOf(job: NamedJob, { files }: Expectation): Row[] {
  return files.flatMap(({ moderation, fileKey, identity }) => {
    if (moderation === null) return [];
    const { severity, severityClass, classes } = moderation;
    const all = Object.entries(classes).map(([name, { max }]) => ({ name, ofClass: name, severity: max }));
    return [...all, { name: 'any', ofClass: severityClass ?? 'any', severity }].flatMap((row) => {
      if (row.severity === null || row.severity < 1) return [];
      const { name, ofClass, severity } = row;
      return severityRow({ ...job, fileKey, identity, class: name, severity, severityClass: ofClass });
    });
  });
}

export function severityRow(hit: {
  vendor: string;
  jobId: string;
  fileKey: string;
  identity: string;
  class: string;
  severity: number;
  severityClass: string;
}): Row {
  const { fileKey, identity, severity, severityClass } = hit;
  const job = jobKeyOf(hit);
  return { job, key: `${job} ${fileKey} ${hit.class}`, value: { identity, severity, severityClass } };
}

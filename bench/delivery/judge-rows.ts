/** Rows of a search or a list, all of them: each that is owed must be there, once, and no other. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Moderation } from '../../lib/summaries/file-summary.ts';
import { jobKeyOf } from '../../lib/summaries/job-name.ts';
import type { Expectation, NamedJob } from './expectation.ts';
import type { Finding } from './findings.ts';
import { levelOfMaximum } from './plain-policy.ts';

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

/** How files are asked for: by a level under the policy, or by what the vendor gives, from the least that is searched by. */
export const SEVERITY_QUESTIONS = ['minSeverity=1', 'minProbability=0.1'] as const;
export type SeverityQuestion = (typeof SEVERITY_QUESTIONS)[number];
const LEAST_PROBABILITY = 0.1;

/** The answers that a job is to be found by: of each class that is not safe, and of the headline as class `any`. */
export function severityRowsOf(job: NamedJob, { files }: Expectation): Row[] {
  return files.flatMap(({ moderation, fileKey, identity }) => {
    if (moderation === null) return [];
    const found = [...leveled(moderation), ...probable(moderation)];
    return found.map((hit) => severityRow({ vendor: job.vendor, jobId: job.jobId, fileKey, identity, ...hit }, hit.by));
  });
}

type FoundRow = Omit<SeverityRowHit, 'vendor' | 'jobId' | 'fileKey' | 'identity'> & { by: SeverityQuestion };

function leveled({ severity, severityClass, derived, classes }: Moderation): FoundRow[] {
  const by = 'minSeverity=1' as const;
  const ofClasses = searchedOf(classes).map(([name, found]) => ({
    by,
    class: name,
    severity: levelOfMaximum(found),
    severityClass: name,
    probability: found.scale === 'probability' ? found.max : null,
    derived: found.scale === 'probability',
  }));
  const probability = derived ? (classes[severityClass ?? '']?.max ?? null) : null;
  const headline = {
    by,
    class: 'any',
    severity: severity ?? 0,
    severityClass: severityClass ?? 'any',
    probability,
    derived,
  };
  return [...ofClasses, headline].filter((row) => row.severity >= 1);
}

function probable({ classes }: Moderation): FoundRow[] {
  const scored = searchedOf(classes).flatMap(([name, { scale, polarity, max }]) => {
    if (scale !== 'probability' || max === null || max < LEAST_PROBABILITY) return [];
    const by = 'minProbability=0.1' as const;
    const row = { by, class: name, severity: null, severityClass: name, probability: max, derived: false };
    return [{ row, polarity, max }];
  });
  const violations = scored.filter(({ polarity }) => polarity === 'violation').map(({ row, max }) => ({ row, max }));
  const [worst] = violations.toSorted((a, b) => b.max - a.max || (a.row.class < b.row.class ? -1 : 1));
  const rows = scored.map(({ row }) => row);
  return worst === undefined ? rows : [...rows, { ...worst.row, class: 'any' }];
}

/** By a class that says that nothing is wrong no file is found. */
function searchedOf(classes: Moderation['classes']) {
  return Object.entries(classes).filter(([, { polarity }]) => polarity !== 'safe');
}

export type SeverityRowHit = {
  vendor: string;
  jobId: string;
  fileKey: string;
  identity: string;
  class: string;
  severity: number | null;
  severityClass: string;
  probability: number | null;
  derived: boolean;
};

export function severityRow(hit: SeverityRowHit, by: SeverityQuestion): Row {
  const { fileKey, identity, severity, severityClass, probability, derived } = hit;
  const job = jobKeyOf(hit);
  const value = { identity, severity, severityClass, probability, derived };
  return { job, key: `${job} ${fileKey} ${hit.class} by ${by}`, value };
}

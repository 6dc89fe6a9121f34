/** Which of the severity rows can be an answer, and what the answer of each is. */
import {
  headlineOf,
  levelOfProbability,
  type Policy,
  policyId,
  probabilityLevelsOf,
  SEVERITY_LEVELS,
} from '../summaries/policy.ts';
import type { AtLeast, SeverityHit } from './file-index.ts';
import { HEADLINE, INDEX_SHARDS, probabilityHeadlineItem, probabilityShard, severityShard } from './keys.ts';
import { bucketsFrom, NO_VIOLATION_BUCKET } from './probability-buckets.ts';
import { mostProbable, type SeverityRow } from './severity-rows.ts';

export type SeverityQuestion = { class: string; atLeast: AtLeast };

/** Tells one question from another, as a cursor must. */
export function nameOfQuestion({ class: className, atLeast }: SeverityQuestion): string {
  const least = 'severity' in atLeast ? [policyId(atLeast.policy), atLeast.severity] : [atLeast.probability];
  return JSON.stringify([className, ...least]);
}

/** Whether it is a violation in every product that has such a class, so that no file of it lies among those without one. */
export type IsViolation = (className: string) => boolean;

/** The lists that hold every file that may be an answer, and others: each row is judged by {@link severityHitOf}. */
export function severityShardsFor({ class: className, atLeast }: SeverityQuestion, isViolation: IsViolation): string[] {
  const levels = 'severity' in atLeast ? SEVERITY_LEVELS.filter((level) => level >= atLeast.severity) : [];
  const buckets = bucketsFor({ class: className, atLeast }, isViolation);
  return INDEX_SHARDS.flatMap((shard) => [
    ...levels.map((level) => severityShard(className, level, shard)),
    ...buckets.map((bucket) => probabilityShard(className, bucket, shard)),
  ]);
}

function bucketsFor({ class: className, atLeast }: SeverityQuestion, isViolation: IsViolation): number[] {
  if ('probability' in atLeast) return bucketsFrom(atLeast.probability);
  const { severity, policy } = atLeast;
  const leastOf = (name: string) => probabilityLevelsOf(name, policy)[severity - 1] ?? 1;
  if (className !== HEADLINE) return bucketsFrom(leastOf(className));
  const excepted = Object.keys(policy.classes).filter((name) => policy.classes[name] !== 'ignore');
  const leasts = [policy.probabilityLevels[severity - 1] ?? 1, ...excepted.map(leastOf)];
  // A class that is no violation decides over no bucket: a file with it may be in any.
  return excepted.every(isViolation) ? bucketsFrom(Math.min(...leasts)) : [NO_VIOLATION_BUCKET, ...bucketsFrom(0)];
}

/** The answer that a row of these lists is, undefined where it is none. No file is the answer of two. */
export function severityHitOf(
  row: SeverityRow,
  { class: className, atLeast }: SeverityQuestion,
): SeverityHit | undefined {
  if ('probability' in atLeast) return byProbability(row, atLeast.probability);
  const { severity, policy } = atLeast;
  const hit = row.candidates === undefined ? ofClass(row, className, policy) : ofHeadline(row, severity, policy);
  return hit !== undefined && (hit.severity ?? 0) >= severity ? hit : undefined;
}

function byProbability(row: SeverityRow, least: number): SeverityHit | undefined {
  const { probability } = row;
  if (probability === null || probability < least) return undefined;
  const found = row.candidates === undefined ? undefined : mostProbable(row.candidates);
  const { severityClass, place } = found === undefined ? row : { severityClass: found.class, place: found.at };
  return {
    ...aboutOf(row),
    severity: null,
    severityClass: severityClass ?? row.class,
    probability,
    derived: false,
    place,
  };
}

/** Of a class asked for by name, or of index version 1, whose headline's level was the vendor's own. */
function ofClass(row: SeverityRow, className: string, policy: Policy): SeverityHit {
  const { severity, severityClass = row.class, probability, place } = row;
  const level = probability === null ? severity : levelOfProbability(className, probability, policy);
  return { ...aboutOf(row), severity: level, severityClass, probability, derived: probability !== null, place };
}

function ofHeadline(row: SeverityRow, least: number, policy: Policy): SeverityHit | undefined {
  const { candidates = [], severity } = row;
  // Its other row is among those that are read, and is the answer if this file is one.
  if (row.item === probabilityHeadlineItem(row) && severity !== null && severity >= least) return undefined;
  const classes = Object.fromEntries(candidates.map((candidate) => [candidate.class, candidate]));
  const unknownClasses = candidates.filter(({ known }) => !known).map((candidate) => candidate.class);
  const headline = headlineOf({ classes, unknownClasses }, policy);
  if (headline === undefined || headline.severityClass === null) return undefined;
  const { severity: level, severityClass, severityAt: place, derived } = headline;
  const probability = derived ? (classes[severityClass]?.max ?? null) : null;
  return { ...aboutOf(row), severity: level, severityClass, probability, derived, place };
}

function aboutOf({ fileKey, identity, path, vendor, jobId, complete, at, class: className }: SeverityRow) {
  return { fileKey, identity, path, vendor, jobId, complete, at, class: className };
}

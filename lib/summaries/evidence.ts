/** Which element of the raw result a number of a summary was read from, and whether it still says so. */
import { ownEntry } from '../platform/own-entry.ts';
import type { FileSummary, Place } from './file-summary.ts';
import { SMALLEST_NUMBER } from './place.ts';
import { headlineOf, type Policy, policyId } from './policy.ts';

/** Which maximum of a summary; the headline is what a policy makes of the classes. */
export type MaximumName =
  | { of: 'emotion' | 'toxicity'; model: string; name: string }
  | { of: 'class'; name: string }
  | { of: 'headline'; policy: Policy };

export type FoundMaximum = {
  /** Of the emotion or the class; of a headline, that of its class. */
  name: string;
  score: number;
  place: Place;
  /** What the vendor calls it in the element. */
  vendorName: string;
  /** What the policy says of it, of a headline alone. */
  headline?: { severity: number; derived: boolean; policy: string };
};

type Missing = { missing: string };

/** `missing` says what the summary does not hold, by the parameter that asked for it. */
export function maximumOf(summary: FileSummary, wanted: MaximumName): FoundMaximum | Missing {
  if (wanted.of === 'class') return classMaximumOf(summary, wanted.name);
  if (wanted.of === 'headline') return headlineMaximumOf(summary, wanted.policy);
  const model = ownEntry(summary.emotions, wanted.model);
  if (model === undefined) return { missing: 'model: not in this summary' };
  const found = ownEntry(wanted.of === 'emotion' ? model.all : (model.toxicity ?? {}), wanted.name);
  if (found === undefined) return { missing: `${wanted.of}: the model scored none of that name` };
  return { name: wanted.name, score: found.max, place: found.peak, vendorName: wanted.name };
}

function classMaximumOf({ moderation }: FileSummary, name: string): FoundMaximum | Missing {
  if (moderation === null) return { missing: 'class: this job moderated nothing' };
  const found = ownEntry(moderation.classes, name);
  if (found === undefined) return { missing: 'class: not in this summary' };
  if (found.max === null || found.at === null) return { missing: 'class: it was looked for, and scored nowhere' };
  return { name, score: found.max, place: found.at, vendorName: found.name ?? name };
}

function headlineMaximumOf(summary: FileSummary, policy: Policy): FoundMaximum | Missing {
  if (summary.moderation === null) return { missing: 'class: this job moderated nothing' };
  const headline = headlineOf(summary.moderation, policy);
  if (headline === undefined) return { missing: 'class: none that counts under the policy was scored' };
  const { severity, severityClass, derived } = headline;
  if (severityClass === null) return { missing: 'class: the headline is 0, which belongs to none' };
  const found = classMaximumOf(summary, severityClass);
  if ('missing' in found) return found;
  return { ...found, headline: { severity, derived, policy: policyId(policy) } };
}

/** Whether there is an object in it, however deep, that has the name and this very number as values of its own. */
export function holdsScore(element: unknown, vendorName: string, score: number): boolean {
  if (typeof element !== 'object' || element === null) return false;
  const values: unknown[] = Object.values(element);
  const isNamed = values.some((value) => value === vendorName);
  if (isNamed && values.some((value) => isAsKept(value, score))) return true;
  return values.some((value) => holdsScore(value, vendorName, score));
}

function isAsKept(value: unknown, score: number): boolean {
  return value === score || (typeof value === 'number' && score === 0 && Math.abs(value) < SMALLEST_NUMBER);
}

/**
 * From what a vendor found to one level that a person looks at first. A policy is applied when the index is asked, so
 * that changing one needs nothing to be indexed again.
 */
import * as z from 'zod';
import { ownEntry } from '../platform/own-entry.ts';
import { parseJson } from '../platform/parse-json.ts';
import type { ClassMaximum, Moderation, Place } from './file-summary.ts';

/** Levels that a file is looked for by; a 0 needs nobody. */
export const SEVERITY_LEVELS = [1, 2, 3] as const;

/** Nothing less probable is indexed for search, so no level may begin below it. */
export const LEAST_SEARCHED_PROBABILITY = 0.1;

const probability = z.number().min(LEAST_SEARCHED_PROBABILITY).max(1);
/** The least probability of level 1, of level 2 and of level 3. */
const levelsSchema = z
  .tuple([probability, probability, probability])
  .refine(([one, two, three]) => one <= two && two <= three, 'must not fall');

export const policySchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a lower-case word of at most 32 characters'),
  version: z.int().min(1),
  /** Classes with the vendor's own levels that count. One that nobody knows counts anyway. */
  severityClasses: z.array(z.string().min(1)),
  probabilityLevels: levelsSchema,
  /** Exceptions: other levels for a class, which make a safe or neutral one count too; or that it does not count. */
  classes: z.record(z.string(), z.union([z.literal('ignore'), levelsSchema])).default({}),
});
export type Policy = z.infer<typeof policySchema>;

/** The first is the one that is used where none is asked for. */
export type Policies = readonly [Policy, ...Policy[]];

/** `{name}@{version}`, which says in an answer or a row whose level it is. */
export function policyId({ name, version }: Policy): string {
  return `${name}@${version}`;
}

const policiesSchema = z.tuple([policySchema], policySchema, { error: 'must be a list of policies' });

/** Throws an Error that says what is wrong, never the text. */
export function parsePolicies(text: string): Policies {
  const json = parseJson(Buffer.from(text));
  if (json === undefined) throw unusable('they are no JSON');
  const { data, error } = policiesSchema.safeParse(json);
  if (data === undefined) throw unusable(error.issues.map(describe).join('; '));
  const names = data.map(policyId);
  if (new Set(names).size < names.length) throw unusable('one comes twice');
  return data;
}

/** What is wrong with a configuration of them, as a sentence; undefined where nothing is. */
export function problemOfPolicies(text: string): string | undefined {
  try {
    parsePolicies(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function unusable(problem: string): Error {
  return new Error(`the moderation policies are not usable: ${problem}`);
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

/** What keeps a policy from being searched by, as a sentence about it; undefined where nothing does. */
export function problemOfSearch(policy: Policy, isSafeClass: (className: string) => boolean): string | undefined {
  const safe = Object.entries(policy.classes)
    .filter(([name, exception]) => exception !== 'ignore' && isSafeClass(name))
    .map(([name]) => name);
  if (safe.length === 0) return undefined;
  return `the moderation policy ${policyId(policy)} counts classes that are safe, by which nothing is found: ${safe.join(', ')}`;
}

/** Names in a policy that no product is known to have: misspelt, they would count for nothing, and say nothing. */
export function unknownNamesIn(policy: Policy, isKnownClass: (className: string) => boolean): string[] {
  const named = new Set([...policy.severityClasses, ...Object.keys(policy.classes)]);
  return [...named].filter((name) => !isKnownClass(name)).toSorted();
}

/** What a policy needs to know of a class. */
type Found = Pick<ClassMaximum, 'name' | 'scale' | 'polarity' | 'max' | 'at'>;

export type Headline = { severity: number; severityClass: string | null; severityAt: Place | null; derived: boolean };

/** What the policy says of a class's maximum; null where the class does not count, or was not scored. */
export function levelOf(
  key: string,
  { name: className = key, scale, polarity, max }: Omit<Found, 'at'>,
  isKnown: boolean,
  policy: Policy,
): number | null {
  if (max === null) return null;
  const exception = ownEntry(policy.classes, className);
  if (exception === 'ignore') return null;
  if (scale !== 'probability') {
    const counts = isKnown ? policy.severityClasses.includes(className) : polarity !== 'safe';
    return counts ? max : null;
  }
  if (polarity !== 'violation' && exception === undefined) return null;
  return levelOfProbability(className, max, policy);
}

/** The level of a class that is asked for by its name, and so whether or not it counts for the headline. */
export function levelOfProbability(className: string, probability: number, policy: Policy): number {
  return probabilityLevelsOf(className, policy).filter((least) => probability >= least).length;
}

export function probabilityLevelsOf(className: string, policy: Policy): Policy['probabilityLevels'] {
  const exception = ownEntry(policy.classes, className);
  return exception === undefined || exception === 'ignore' ? policy.probabilityLevels : exception;
}

/**
 * The highest level among the classes that count. Of equals: the vendor's own before a derived one, the policy's order of
 * severity classes, the higher maximum, the name. A level of 0 belongs to no class. Undefined when nothing was scored.
 */
export function headlineOf(
  { classes, unknownClasses }: { classes: Readonly<Record<string, Found>>; unknownClasses: readonly string[] },
  policy: Policy,
): Headline | undefined {
  const unknown = new Set(unknownClasses);
  const counting = Object.entries(classes).flatMap(([name, found]) => {
    const level = levelOf(name, found, !unknown.has(name), policy);
    return level === null ? [] : [{ name, level, found, order: orderOf(found.name ?? name, policy) }];
  });
  const [worst] = counting.toSorted(
    (a, b) =>
      b.level - a.level ||
      Number(isDerived(a.found)) - Number(isDerived(b.found)) ||
      a.order - b.order ||
      (b.found.max ?? 0) - (a.found.max ?? 0) ||
      (a.name < b.name ? -1 : 1),
  );
  if (worst === undefined) return undefined;
  const derived = isDerived(worst.found);
  if (worst.level === 0) return { severity: 0, severityClass: null, severityAt: null, derived };
  return { severity: worst.level, severityClass: worst.name, severityAt: worst.found.at, derived };
}

/** The same findings, with the headline that the policy gives them. */
export function judgedBy(policy: Policy, findings: Omit<Moderation, keyof Headline | 'policy'>): Moderation {
  const headline = headlineOf(findings, policy);
  return {
    ...(headline ?? { severity: null, severityClass: null, severityAt: null, derived: false }),
    policy: policyId(policy),
    classes: findings.classes,
    unknownClasses: findings.unknownClasses,
    changedHeads: findings.changedHeads,
  };
}

function isDerived({ scale }: Pick<Found, 'scale'>): boolean {
  return scale === 'probability';
}

function orderOf(className: string, { severityClasses }: Policy): number {
  const order = severityClasses.indexOf(className);
  return order === -1 ? severityClasses.length : order;
}

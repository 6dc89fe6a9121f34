import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AtLeast } from '../../lib/index/file-index.ts';
import { HEADLINE } from '../../lib/index/keys.ts';
import { searchRows } from '../../lib/index/rows.ts';
import { severityRowSchema } from '../../lib/index/severity-rows.ts';
import { severityHitOf, severityShardsFor } from '../../lib/index/severity-search.ts';
import type { ClassMaximum, Moderation } from '../../lib/summaries/file-summary.ts';
import { headlineOf, type Policy, problemOfSearch } from '../../lib/summaries/policy.ts';
import { makeFileSummary, moderationOf } from '../support/index-summaries.ts';
import { classNames, findings, leastProbability, policies } from '../support/random-moderation.ts';

const AT = '2026-03-01T12:00:00.000Z';
const severities = fc.constantFrom(1, 2, 3);

/** What the rows answer: those of the lists that are read, each once. */
function answersOf(moderation: Moderation, question: { class: string; atLeast: AtLeast }, isViolation = () => false) {
  const summary = { ...makeFileSummary({ ref: 'a' }), moderation };
  const shards = severityShardsFor(question, isViolation);
  expect(new Set(shards).size).toBe(shards.length);
  return searchRows(summary, AT)
    .map((row) => severityRowSchema.parse(JSON.parse(JSON.stringify(row))))
    .filter(({ severityShard }) => shards.includes(severityShard))
    .flatMap((row) => severityHitOf(row, question) ?? [])
    .map(({ severity, severityClass, probability, derived, place }) => ({
      severity,
      severityClass,
      probability,
      derived,
      place,
    }));
}

function isKnownSafe(moderation: Moderation, name: string): boolean {
  const { classes, unknownClasses } = moderation;
  return Object.hasOwn(classes, name) && classes[name]?.polarity === 'safe' && !unknownClasses.includes(name);
}

test('whatever was found and whatever the policy is, a file comes once if its headline reaches the severity, and with it', () => {
  fc.assert(
    fc.property(findings, policies, severities, (found, policy, severity) => {
      const moderation = moderationOf(found);
      fc.pre(problemOfSearch(policy, (name) => isKnownSafe(moderation, name)) === undefined);
      const headline = headlineOf(moderation, policy);
      const answers = answersOf(moderation, { class: HEADLINE, atLeast: { severity, policy } });
      const wanted =
        headline === undefined || headline.severity < severity
          ? []
          : [
              {
                severity: headline.severity,
                severityClass: headline.severityClass,
                probability: headline.derived ? moderation.classes[headline.severityClass ?? '']?.max : null,
                derived: headline.derived,
                place: headline.severityAt,
              },
            ];
      expect(answers).toEqual(wanted);
    }),
    { numRuns: 5000 },
  );
});

test('to know which exceptions are for violations changes no answer', () => {
  fc.assert(
    fc.property(findings, policies, severities, (found, policy, severity) => {
      const moderation = moderationOf(found);
      fc.pre(problemOfSearch(policy, (name) => isKnownSafe(moderation, name)) === undefined);
      const question = { class: HEADLINE, atLeast: { severity, policy } };
      const isViolation = (name: string) => !Object.hasOwn(found, name) || found[name]?.polarity === 'violation';
      const summary = { ...makeFileSummary({ ref: 'a' }), moderation };
      const cheap = severityShardsFor(question, isViolation);
      const all = severityShardsFor(question, () => false);
      expect(all).toEqual(expect.arrayContaining(cheap));
      const missed = searchRows(summary, AT)
        .map((row) => severityRowSchema.safeParse(row).data)
        .filter((row) => row !== undefined && all.includes(row.severityShard) && !cheap.includes(row.severityShard));
      expect(missed.flatMap((row) => (row && severityHitOf(row, question)) ?? [])).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('whatever the policy is, a class that is asked for by its name comes as it was found', () => {
  fc.assert(
    fc.property(findings, policies, severities, classNames, (found, policy, severity, name) => {
      fc.pre(name !== HEADLINE);
      const moderation = moderationOf(found);
      const maximum = Object.hasOwn(moderation.classes, name) ? moderation.classes[name] : undefined;
      const answers = answersOf(moderation, { class: name, atLeast: { severity, policy } });
      const level = maximum === undefined ? null : ownLevel(name, maximum, policy);
      if (level === null || level < severity || isPassedOver(moderation, name)) expect(answers).toEqual([]);
      else
        expect(answers).toMatchObject([
          { severity: level, severityClass: name, derived: maximum?.scale === 'probability' },
        ]);
    }),
    { numRuns: 3000 },
  );
});

test('a probability is compared as it is: that of a class, or the highest of all violations', () => {
  fc.assert(
    fc.property(findings, leastProbability, classNames, (found, least, name) => {
      const moderation = moderationOf(found);
      const answers = answersOf(moderation, { class: name, atLeast: { probability: least } });
      const counting = Object.entries(moderation.classes).filter(([of, { scale, polarity }]) => {
        if (scale !== 'probability') return false;
        return name === HEADLINE ? polarity === 'violation' : of === name && !isPassedOver(moderation, of);
      });
      const highest = Math.max(-1, ...counting.map(([, { max }]) => max ?? -1));
      if (highest < least) expect(answers).toEqual([]);
      else expect(answers).toMatchObject([{ severity: null, probability: highest, derived: false }]);
    }),
    { numRuns: 3000 },
  );
});

function isPassedOver(moderation: Moderation, name: string): boolean {
  return isKnownSafe(moderation, name) && moderation.classes[name]?.scale === 'probability';
}

function ownLevel(name: string, { scale, max }: ClassMaximum, { classes, probabilityLevels }: Policy): number | null {
  if (max === null || scale !== 'probability') return max;
  const exception = Object.hasOwn(classes, name) ? classes[name] : undefined;
  const levels = exception === undefined || exception === 'ignore' ? probabilityLevels : exception;
  return levels.filter((least) => max >= least).length;
}

/** Findings and policies of any kind, small enough that they often meet. */
import fc from 'fast-check';
import type { ClassMaximum } from '../../lib/summaries/file-summary.ts';
import type { Policy } from '../../lib/summaries/policy.ts';
import type { ClassAbout } from './index-summaries.ts';

const CLASS_NAMES = [
  'hate',
  'violence',
  'spam',
  'yes_gun',
  'yes_smoke',
  'no_gun',
  'natural',
  'any',
  '__proto__',
  'a#p0.5',
];
const EDGES = [0, 0.09, 0.1, 0.25, 0.5, 0.69, 0.7, 0.8, 0.9, 0.949_999, 0.95, 0.99, 1, 1.000_000_5];

const probability = fc.oneof(fc.constantFrom(...EDGES), fc.double({ min: 0, max: 1, noNaN: true }));
const polarity = fc.constantFrom<ClassMaximum['polarity']>('violation', 'violation', 'neutral', 'safe');

const leveled = fc.record<ClassAbout>({
  scale: fc.constantFrom('severity', 'two-level'),
  max: fc.constantFrom(null, 0, 1, 2, 3),
  polarity,
  isKnown: fc.boolean(),
});
const probable = fc.record<ClassAbout>({
  scale: fc.constant('probability'),
  max: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 9, arbitrary: probability }),
  polarity,
  isKnown: fc.boolean(),
});

/** Class → what was found of it. */
export const findings = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...CLASS_NAMES), fc.oneof(leveled, probable)), { selector: ([name]) => name })
  .map((pairs): Record<string, ClassAbout> => Object.fromEntries(pairs));

const levels = fc
  .tuple(
    ...[0, 1, 2].map(() =>
      fc.oneof(fc.constantFrom(0.1, 0.5, 0.9, 0.95, 0.99, 1), fc.double({ min: 0.1, max: 1, noNaN: true })),
    ),
  )
  .map(([a = 1, b = 1, c = 1]): Policy['probabilityLevels'] => {
    const [least = 1, middle = 1, most = 1] = [a, b, c].toSorted((one, other) => one - other);
    return [least, middle, most];
  });

/** Such as may be searched by: no class that is known to be safe counts. */
export const policies = fc.record<Policy>({
  name: fc.constantFrom('standard', 'strict'),
  version: fc.integer({ min: 1, max: 3 }),
  severityClasses: fc.uniqueArray(fc.constantFrom(...CLASS_NAMES)),
  probabilityLevels: levels,
  classes: fc.dictionary(fc.constantFrom(...CLASS_NAMES), fc.oneof(fc.constant('ignore' as const), levels), {
    maxKeys: 3,
  }),
});

export const classNames = fc.constantFrom(...CLASS_NAMES);
export const leastProbability = fc.oneof(
  fc.constantFrom(0.1, 0.5, 0.9, 0.95, 1),
  fc.double({ min: 0.1, max: 1, noNaN: true }),
);

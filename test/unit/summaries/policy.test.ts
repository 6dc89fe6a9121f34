import { describe, expect, test } from 'vitest';
import type { ClassMaximum } from '../../../lib/summaries/file-summary.ts';
import {
  headlineOf,
  judgedBy,
  LEAST_SEARCHED_PROBABILITY,
  levelOf,
  type Policy,
  parsePolicies,
  policyId,
} from '../../../lib/summaries/policy.ts';

const POLICY: Policy = {
  name: 'strict',
  version: 2,
  severityClasses: ['sexual', 'hate'],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: {},
};
const withExceptions = (classes: Policy['classes']): Policy => ({ ...POLICY, classes });

function severity(max: number | null, frame = 0): ClassMaximum {
  const at = max === null ? null : { frame };
  return { product: 'text', head: null, polarity: 'violation', scale: 'severity', max, at, count: 1 };
}
function probability(max: number | null, polarity: ClassMaximum['polarity'] = 'violation', frame = 0): ClassMaximum {
  return { ...severity(max, frame), product: 'visual', scale: 'probability', polarity };
}
const headline = (classes: Record<string, ClassMaximum>, unknownClasses: string[] = [], policy = POLICY) =>
  headlineOf({ classes, unknownClasses }, policy);

describe('the level of a class', () => {
  test.each([
    [0.499, 0],
    [0.5, 1],
    [0.899, 1],
    [0.9, 2],
    [0.99, 3],
    [1, 3],
  ])('with a probability of %d is %i', (max, level) => {
    expect(levelOf('gun', probability(max), true, POLICY)).toBe(level);
    expect(levelOf('gun', probability(max), false, POLICY)).toBe(level);
  });

  test('is the vendor’s own where it gives one and the policy has the class', () => {
    expect(levelOf('hate', severity(2), true, POLICY)).toBe(2);
    expect(levelOf('spam', severity(3), true, POLICY)).toBeNull();
    expect(levelOf('spam', { ...severity(3), scale: 'two-level' }, true, POLICY)).toBeNull();
  });

  test('counts where nobody knows the class, unless it is safe', () => {
    expect(levelOf('arson', severity(2), false, POLICY)).toBe(2);
    expect(levelOf('no_arson', { ...severity(2), polarity: 'safe' }, false, POLICY)).toBeNull();
  });

  test('does not count where the class is safe or neutral, however probable', () => {
    expect(levelOf('no_gun', probability(1, 'safe'), true, POLICY)).toBeNull();
    expect(levelOf('natural', probability(1, 'neutral'), true, POLICY)).toBeNull();
  });

  test('is null where nothing was scored', () => {
    expect(levelOf('hate', severity(null), true, POLICY)).toBeNull();
    expect(levelOf('gun', probability(null), true, POLICY)).toBeNull();
  });

  test('follows an exception: other levels, also for what is safe or neutral, or none at all', () => {
    const policy = withExceptions({ smoking: [0.95, 1, 1], text: [0.2, 0.3, 0.4], hate: 'ignore', gun: 'ignore' });
    expect(levelOf('smoking', probability(0.94), true, policy)).toBe(0);
    expect(levelOf('smoking', probability(0.99), true, policy)).toBe(1);
    expect(levelOf('smoking', probability(1), true, policy)).toBe(3);
    expect(levelOf('text', probability(0.3, 'neutral'), true, policy)).toBe(2);
    expect(levelOf('text', probability(0.4, 'safe'), true, policy)).toBe(3);
    expect(levelOf('hate', severity(3), true, policy)).toBeNull();
    expect(levelOf('gun', probability(1), false, policy)).toBeNull();
  });

  test('has no exception by the name of what every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      expect(levelOf(name, probability(0.9), false, POLICY)).toBe(2);
    }
  });
});

describe('the headline', () => {
  test('is the highest level of the classes that count', () => {
    const classes = { hate: severity(1, 4), spam: severity(3, 5), gun: probability(0.95, 'violation', 6) };
    expect(headline(classes)).toEqual({ severity: 2, severityClass: 'gun', severityAt: { frame: 6 }, derived: true });
    expect(headline({ ...classes, hate: severity(3, 7) })).toEqual({
      severity: 3,
      severityClass: 'hate',
      severityAt: { frame: 7 },
      derived: false,
    });
  });

  test('is none where no class that counts was scored', () => {
    expect(headline({})).toBeUndefined();
    expect(headline({ hate: severity(null), spam: severity(3), no_gun: probability(1, 'safe') })).toBeUndefined();
  });

  test('of 0 belongs to no class', () => {
    const nobody = { severity: 0, severityClass: null, severityAt: null };
    expect(headline({ hate: severity(0), sexual: severity(null) })).toEqual({ ...nobody, derived: false });
    expect(headline({ gun: probability(0.4) })).toEqual({ ...nobody, derived: true });
    expect(headline({ gun: probability(0.4), hate: severity(0) })).toEqual({ ...nobody, derived: false });
  });

  describe.each([
    ['as they come', (entries: [string, ClassMaximum][]) => entries],
    ['the other way round', (entries: [string, ClassMaximum][]) => entries.toReversed()],
  ])('of equal levels, %s,', (_, ordered) => {
    const worst = (classes: Record<string, ClassMaximum>, unknownClasses: string[] = []) =>
      headline(Object.fromEntries(ordered(Object.entries(classes))), unknownClasses)?.severityClass;

    test('is the vendor’s own before a derived one', () => {
      expect(worst({ gun: probability(1), arson: severity(3) }, ['arson'])).toBe('arson');
    });
    test('is the first of the policy’s order, and a class it has before one that nobody knows', () => {
      expect(worst({ hate: severity(2), sexual: severity(2) })).toBe('sexual');
      expect(worst({ arson: severity(2), hate: severity(2) }, ['arson'])).toBe('hate');
    });
    test('is the more probable, then the first by name', () => {
      expect(worst({ gun: probability(0.95), alcohol: probability(0.93) })).toBe('gun');
      expect(worst({ gun: probability(0.95), alcohol: probability(0.95) })).toBe('alcohol');
      expect(worst({ beta: severity(1), alpha: severity(1) }, ['alpha', 'beta'])).toBe('alpha');
    });
  });
});

test('the same findings say something else under another policy', () => {
  const findings = {
    classes: { hate: severity(2, 3), gun: probability(0.95, 'violation', 5) },
    unknownClasses: [],
    changedHeads: [{ product: 'visual', head: 'gun', missing: ['no_gun'] }],
  };
  expect(judgedBy(POLICY, findings)).toEqual({
    ...findings,
    severity: 2,
    severityClass: 'hate',
    severityAt: { frame: 3 },
    derived: false,
    policy: 'strict@2',
  });
  expect(
    judgedBy({ ...POLICY, version: 3, severityClasses: [], probabilityLevels: [0.9, 0.9, 0.9] }, findings),
  ).toEqual({
    ...findings,
    severity: 3,
    severityClass: 'gun',
    severityAt: { frame: 5 },
    derived: true,
    policy: 'strict@3',
  });
  // Judged before, it is judged anew.
  expect(judgedBy(withExceptions({ hate: 'ignore', gun: 'ignore' }), judgedBy(POLICY, findings))).toEqual({
    ...findings,
    severity: null,
    severityClass: null,
    severityAt: null,
    derived: false,
    policy: 'strict@2',
  });
});

describe('policies as configured', () => {
  const { classes: _, ...required } = POLICY;

  test('are read in their order, without exceptions unless there are some', () => {
    const lenient = { ...POLICY, name: 'lenient-1', version: 1, classes: { gun: 'ignore', smoking: [0.9, 0.95, 1] } };
    const policies = parsePolicies(JSON.stringify([required, lenient]));
    expect(policies).toEqual([POLICY, lenient]);
    expect(policies.map(policyId)).toEqual(['strict@2', 'lenient-1@1']);
  });

  test('may be several versions of one', () => {
    expect(parsePolicies(JSON.stringify([POLICY, { ...POLICY, version: 3 }]))).toHaveLength(2);
  });

  test.each([
    ['no JSON', 'secret', 'they are no JSON'],
    ['empty', '', 'they are no JSON'],
    ['no list', JSON.stringify(POLICY), 'must be a list of policies'],
    ['a list of none', '[]', ''],
    ['one that is no policy', '[null]', '0'],
    ['a key nobody knows', [{ ...POLICY, thresholds: 'secret' }], '0'],
    ['no name', [{ ...POLICY, name: undefined }], '0.name'],
    ['a name in capitals', [{ ...POLICY, name: 'Secret' }], '0.name'],
    ['a name too long', [{ ...POLICY, name: `secret${'x'.repeat(27)}` }], '0.name'],
    ['a name with an @', [{ ...POLICY, name: 'secret@1' }], '0.name'],
    ['a version that is text', [{ ...POLICY, version: 'secret' }], '0.version'],
    ['a version of 0', [{ ...POLICY, version: 0 }], '0.version'],
    ['a version and a half', [{ ...POLICY, version: 1.5 }], '0.version'],
    ['an empty class', [{ ...POLICY, severityClasses: [''] }], '0.severityClasses.0'],
    ['classes that are no list', [{ ...POLICY, severityClasses: 'secret' }], '0.severityClasses'],
    ['two levels', [{ ...POLICY, probabilityLevels: [0.5, 0.9] }], '0.probabilityLevels'],
    ['levels that fall', [{ ...POLICY, probabilityLevels: [0.9, 0.5, 1] }], '0.probabilityLevels'],
    ['a level above 1', [{ ...POLICY, probabilityLevels: [0.5, 0.9, 1.01] }], '0.probabilityLevels.2'],
    ['a level that nothing is found by', [{ ...POLICY, probabilityLevels: [0.09, 0.9, 1] }], '0.probabilityLevels.0'],
    ['an exception of another kind', [{ ...POLICY, classes: { gun: 'secret' } }], '0.classes.gun'],
    ['an exception of one level', [{ ...POLICY, classes: { gun: 0.123_456 } }], '0.classes.gun'],
    ['a second one that is wrong', [POLICY, { ...POLICY, version: -7 }], '1.version'],
    ['one twice', [POLICY, { ...required }], 'one comes twice'],
  ])('are refused with %s, saying where and never what', (_, value, where) => {
    const parse = () => parsePolicies(typeof value === 'string' ? value : JSON.stringify(value));
    expect(parse).toThrow('the moderation policies are not usable');
    expect(parse).toThrow(where);
    expect(parse).not.toThrow(/secret|123456/i);
  });

  test('begin where the search begins', () => {
    const levels = [LEAST_SEARCHED_PROBABILITY, LEAST_SEARCHED_PROBABILITY, LEAST_SEARCHED_PROBABILITY];
    expect(parsePolicies(JSON.stringify([{ ...POLICY, probabilityLevels: levels }]))).toHaveLength(1);
  });
});

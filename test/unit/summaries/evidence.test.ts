import { describe, expect, test } from 'vitest';
import { holdsScore, type MaximumName, maximumOf } from '../../../lib/summaries/evidence.ts';
import type { ClassMaximum, FileSummary } from '../../../lib/summaries/file-summary.ts';
import type { Policy } from '../../../lib/summaries/policy.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';

const POLICY: Policy = {
  name: 'test',
  version: 2,
  severityClasses: ['hate'],
  probabilityLevels: [0.5, 0.9, 0.99],
  classes: {},
};
const PLACE = { bytes: { begin: 10, end: 20 } };

function found(max: number | null, more: Partial<ClassMaximum> = {}): ClassMaximum {
  const at = max === null ? null : PLACE;
  return { product: 'text', head: null, polarity: 'violation', scale: 'severity', max, at, count: 1, ...more };
}

function moderated(classes: Record<string, ClassMaximum>): FileSummary {
  const headline = { severity: null, severityClass: null, severityAt: null, derived: false, policy: null };
  const moderation = { ...headline, classes, unknownClasses: [], changedHeads: [] };
  return { ...makeFileSummary({ ref: 'a' }), moderation };
}

const score = (max: number) => ({ mean: 0.1, max, peak: PLACE });
const face = {
  predictions: 1,
  groups: 1,
  top: [],
  all: { Joy: score(0.5) },
  toxicity: { insult: { max: 0.7, peak: PLACE } },
  notSummarised: [],
};
const felt: FileSummary = {
  ...makeFileSummary({ ref: 'a' }),
  emotions: { face, prosody: { ...face, toxicity: undefined } },
};

describe('a maximum', () => {
  test.each<[MaximumName, number]>([
    [{ of: 'emotion', model: 'face', name: 'Joy' }, 0.5],
    [{ of: 'toxicity', model: 'face', name: 'insult' }, 0.7],
  ])('of a model is found by its name: %j', (wanted, max) => {
    expect(maximumOf(felt, wanted)).toEqual({
      name: 'name' in wanted && wanted.name,
      score: max,
      place: PLACE,
      vendorName: 'name' in wanted && wanted.name,
    });
  });

  test.each<[MaximumName, RegExp]>([
    [{ of: 'emotion', model: 'burst', name: 'Joy' }, /^model: not in/],
    [{ of: 'emotion', model: 'constructor', name: 'Joy' }, /^model: not in/],
    [{ of: 'emotion', model: 'face', name: 'Awe' }, /^emotion: /],
    [{ of: 'emotion', model: 'face', name: 'toString' }, /^emotion: /],
    [{ of: 'emotion', model: 'face', name: 'insult' }, /^emotion: /],
    [{ of: 'toxicity', model: 'face', name: 'Joy' }, /^toxicity: /],
    [{ of: 'toxicity', model: 'prosody', name: 'insult' }, /^toxicity: /],
    [{ of: 'class', name: 'hate' }, /^class: .*moderated nothing/],
    [{ of: 'headline', policy: POLICY }, /^class: .*moderated nothing/],
  ])('that is not there is missing, and it says what: %j', (wanted, missing) => {
    expect(maximumOf(felt, wanted)).toEqual({ missing: expect.stringMatching(missing) });
  });

  test('of a class is found by its name, or was scored nowhere', () => {
    const summary = moderated({ hate: found(2), spam: found(null) });
    expect(maximumOf(summary, { of: 'class', name: 'hate' })).toEqual({
      name: 'hate',
      score: 2,
      place: PLACE,
      vendorName: 'hate',
    });
    expect(maximumOf(summary, { of: 'class', name: 'spam' })).toEqual({
      missing: 'class: it was looked for, and scored nowhere',
    });
    expect(maximumOf(summary, { of: 'class', name: 'valueOf' })).toEqual({ missing: 'class: not in this summary' });
  });

  test('of the second of two classes of one name is called by the vendor as the first', () => {
    const summary = moderated({ 'hate@visual': found(0.9, { name: 'hate', product: 'visual', scale: 'probability' }) });
    expect(maximumOf(summary, { of: 'class', name: 'hate@visual' })).toMatchObject({
      name: 'hate@visual',
      vendorName: 'hate',
    });
  });
});

describe('the headline', () => {
  const ask = (classes: Record<string, ClassMaximum>) =>
    maximumOf(moderated(classes), { of: 'headline', policy: POLICY });

  test('is the maximum of the class that the policy says', () => {
    const gore = found(0.95, { product: 'visual', scale: 'probability' });
    expect(ask({ hate: found(1), gore })).toEqual({
      name: 'gore',
      score: 0.95,
      place: PLACE,
      vendorName: 'gore',
      headline: { severity: 2, derived: true, policy: 'test@2' },
    });
  });

  test.each<[string, Record<string, ClassMaximum>]>([
    ['none that counts under the policy was scored', { hate: found(null), spam: found(3) }],
    ['the headline is 0, which belongs to none', { hate: found(0) }],
  ])('is missing where %s', (reason, classes) => {
    expect(ask(classes)).toEqual({ missing: `class: ${reason}` });
  });
});

describe('an element holds a score', () => {
  const holds = (element: unknown, max = 0.5) => holdsScore(element, 'Joy', max);

  test.each([
    ['itself', { name: 'Joy', score: 0.5 }],
    [
      'deep within',
      {
        frame: 1,
        emotions: [
          { name: 'Awe', score: 0.1 },
          { score: 0.5, name: 'Joy' },
        ],
      },
    ],
    ['in whatever keys', [{ class_name: 'Joy', value: 0.5 }]],
    ['beside other numbers', { class: 'Joy', score: 0.5, other: 0.7 }],
  ])('%s', (_, element) => {
    expect(holds(element)).toBe(true);
  });

  test.each([
    ['of another name', { emotions: [{ name: 'Awe', score: 0.5 }] }],
    ['of no name', { score: 0.5 }],
    ['that is another', { name: 'Joy', score: 0.5000000000000001 }],
    [
      'that stands elsewhere',
      [
        { name: 'Joy', score: 0.1 },
        { name: 'Awe', score: 0.5 },
      ],
    ],
    ['as text', { name: 'Joy', score: '0.5' }],
    ['when it is nothing', null],
    ['when it is no object', 0.5],
    ['when it could not be read', undefined],
  ])('but none %s', (_, element) => {
    expect(holds(element)).toBe(false);
  });

  test('that the index keeps as 0', () => {
    expect(holds({ name: 'Joy', score: 1e-200 }, 0)).toBe(true);
    expect(holds({ name: 'Joy', score: -0 }, 0)).toBe(true);
    expect(holds({ name: 'Joy', score: 1e-20 }, 0)).toBe(false);
    expect(holds({ name: 'Joy', score: null }, 0)).toBe(false);
  });
});

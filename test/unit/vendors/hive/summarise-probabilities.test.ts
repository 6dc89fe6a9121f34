/** Which numbers are a probability, and what becomes of the others. */
import { describe, expect, test } from 'vitest';
import { moderationOf, summarise } from '../../../support/hive-summaries.ts';
import { classes, looked, task } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const of = (...output: unknown[][]) => task(looked(output.map((each) => ({ classes: each }))));
const GUN = classes({ gun_in_hand: 0.6, gun_not_in_hand: 0.2, animated_gun: 0.1, no_gun: 0.1 });

test.each([0, 1, 1e-7, 0.999_999_999, 1 + 1e-7, -1e-7, 5e-324])('%d is one, and is kept as it is', async (score) => {
  const { files, report } = await summarise(of([{ class: 'yes_nazi', score }, ...classes({ no_nazi: 0.5 })]));
  expect(files[0]).toMatchObject({
    moderation: { classes: { yes_nazi: { scale: 'probability', max: score, count: 1 } } },
    errors: [],
    coverage: { complete: null },
  });
  expect(report.errorCount).toBe(0);
});

test.each([-1, 7, 1.001, -0.001, null, '0.5', [0.5], {}, true, undefined])(
  '%j is none: left out and said',
  async (score) => {
    const result = await summarise(of([{ class: 'yes_nazi', score }, ...GUN], [{ class: 'yes_nazi', score: 0.4 }]));
    const file = onlyFile(result);
    expect(file.moderation).toMatchObject({
      severity: 1,
      severityClass: 'gun_in_hand',
      classes: { yes_nazi: { max: 0.4, count: 1 } },
    });
    expect(file.errors).toEqual(['status[0]: left out: scores that are no probability 0 to 1 (1 times)']);
    expect(file.coverage).toMatchObject({ indexed: 2, complete: false });
    expect(result.report).toMatchObject({ errorCount: 1, complete: false });
  },
);

test('a class that has no other score stays named', async () => {
  expect((await moderationOf(of([{ class: 'yes_nazi', score: null }]))).classes.yes_nazi).toEqual({
    product: 'visual',
    head: 'nazi',
    polarity: 'violation',
    scale: 'probability',
    max: null,
    at: null,
    count: 0,
  });
});

test('a class twice in one frame counts twice', async () => {
  const { classes } = await moderationOf(
    of([
      { class: 'yes_nazi', score: 0.2 },
      { class: 'yes_nazi', score: 0.3 },
    ]),
  );
  expect(classes.yes_nazi).toMatchObject({ max: 0.3, count: 2 });
});

test.each([
  ['no name', { score: 0.5 }],
  ['an empty name', { class: '', score: 0.5 }],
  ['a number for a name', { class: 5, score: 0.5 }],
  ['a name too long for a key', { class: 'x'.repeat(201), score: 0.5 }],
  ['nothing at all', null],
  ['a name alone', 'yes_nazi'],
])('a class with %s is left out and said', async (_, member) => {
  const file = onlyFile(await summarise(of([member, ...GUN], [member])));
  expect(file.moderation).toMatchObject({ severity: 1, severityClass: 'gun_in_hand', unknownClasses: [] });
  expect(file.errors).toEqual(['status[0]: left out: classes without a usable name (2 times)']);
  expect(file.coverage).toMatchObject({ indexed: 2, complete: false });
});

describe('the keys', () => {
  test.each([
    { class: 'yes_nazi', score: 0.6 },
    { class: 'yes_nazi', value: 0.6 },
    { class_name: 'yes_nazi', value: 0.6 },
    { class_name: 'yes_nazi', score: 0.6 },
    { value: 0.6, class: null, class_name: 'yes_nazi', score: null },
  ])('%j', async (member) => {
    expect((await moderationOf(of([member]))).classes).toMatchObject({ yes_nazi: { max: 0.6 } });
  });

  test('of V3 in sentences and texts', async () => {
    const member = { class_name: 'hate', value: 2 };
    const speech = task(looked([{ classifications: [{ classes: [member] }] }]));
    const text = task(looked([{ start_char_index: 0, end_char_index: 9, classes: [member] }]));
    for (const result of [speech, text]) expect((await moderationOf(result)).severity).toBe(2);
  });
});

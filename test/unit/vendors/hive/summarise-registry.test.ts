/** What the registry makes of a class, and what becomes of one that is not in it. */
import { describe, expect, test } from 'vitest';
import { entryOf } from '../../../../lib/vendors/hive/classes/class-registry.ts';
import { headsOfClasses, renamed, safeScores } from '../../../support/hive-frames.ts';
import { moderationOf, summarise } from '../../../support/hive-summaries.ts';
import { frame, looked, type Scores, task, text } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const ARMED = { gun_in_hand: 0.95, gun_not_in_hand: 0.02, animated_gun: 0.01, no_gun: 0.02 };
const UNARMED = { gun_in_hand: 0.02, gun_not_in_hand: 0, animated_gun: 0, no_gun: 0.98 };
const seen = (...frames: Scores[]) => task(looked(frames.map((scores, time) => frame(time, scores))));

test('of 88 classes 35 safe ones score higher than any violation: the violation is the headline', async () => {
  const scores = { ...safeScores(headsOfClasses(88)), ...ARMED };
  expect(Object.keys(scores)).toHaveLength(88);
  const higher = Object.entries(scores).filter(([, score]) => score > ARMED.gun_in_hand);
  expect(higher.length).toBeGreaterThanOrEqual(35);
  expect(higher.filter(([name]) => entryOf('visual', name)?.polarity === 'violation')).toEqual([]);

  const { files, report } = await summarise(seen(scores));
  expect(files[0]?.moderation).toMatchObject({
    severity: 2,
    severityClass: 'gun_in_hand',
    derived: true,
    policy: 'standard@1',
    unknownClasses: [],
    changedHeads: [],
  });
  expect(Object.keys(files[0]?.moderation?.classes ?? {})).toHaveLength(88);
  expect(report).toMatchObject({ unknownClasses: [], changedHeads: [] });
});

test('a frame with nothing wrong has a severity of 0, and every class its head', async () => {
  const moderation = await moderationOf(seen(safeScores()));
  expect(moderation).toMatchObject({ severity: 0, severityClass: null, unknownClasses: [], changedHeads: [] });
  expect(moderation.classes.no_gun).toMatchObject({ product: 'visual', head: 'gun', polarity: 'safe', max: 0.97 });
  expect(moderation.classes.gun_not_in_hand).toMatchObject({ head: 'gun', polarity: 'violation' });
  expect(moderation.classes.natural).toMatchObject({ polarity: 'neutral' });
});

describe('a class that was renamed', () => {
  test('and is a violation is the headline under its new name', async () => {
    const result = await summarise(
      seen(renamed(safeScores(), 'yes_knife', 'x'), renamed(ARMED, 'gun_in_hand', 'armed')),
    );
    expect(onlyFile(result).moderation).toMatchObject({
      severity: 2,
      severityClass: 'armed',
      severityAt: { time: { begin: 1, end: 1 } },
      classes: { armed: { product: 'visual', head: null, polarity: 'violation', scale: 'probability', max: 0.95 } },
      unknownClasses: ['armed'],
    });
    expect(result.report).toMatchObject({ unknownClasses: ['armed'], changedHeads: [] });
  });

  test('from every frame is missing from its head, too', async () => {
    const result = await summarise(
      seen(renamed(UNARMED, 'gun_in_hand', 'armed'), renamed(ARMED, 'gun_in_hand', 'armed')),
    );
    expect(onlyFile(result).moderation).toMatchObject({
      severityClass: 'armed',
      changedHeads: [{ product: 'visual', head: 'gun', missing: ['gun_in_hand'] }],
    });
    expect(result.report.changedHeads).toEqual(['visual/gun']);
  });

  test('and is what its head lacks to sum to 1, in every frame, is safe: reported, and no headline', async () => {
    const frames = [UNARMED, ARMED, UNARMED].map((scores) => renamed(scores, 'no_gun', 'unarmed'));
    const { files, report } = await summarise(
      seen(...frames.map((scores) => ({ ...scores, yes_nazi: 0, no_nazi: 1 }))),
    );
    expect(files[0]?.moderation).toMatchObject({
      severity: 2,
      severityClass: 'gun_in_hand',
      classes: { unarmed: { product: 'visual', head: 'gun', polarity: 'safe', scale: 'probability', max: 0.98 } },
      unknownClasses: ['unarmed'],
      changedHeads: [{ product: 'visual', head: 'gun', missing: ['no_gun'] }],
    });
    expect(report).toMatchObject({ unknownClasses: ['unarmed'], changedHeads: ['visual/gun'] });
  });

  test.each([
    ['once does not complete its head', [UNARMED, { ...UNARMED, no_gun: 0.96 }]],
    ['is missing from one frame', [UNARMED, { gun_in_hand: 1, gun_not_in_hand: 0, animated_gun: 0 }]],
    ['completes nothing', [{ ...ARMED, no_gun: 0.99 }]],
  ])('and %s is a violation', async (_, frames) => {
    const { classes } = await moderationOf(seen(...frames.map((scores) => renamed(scores, 'no_gun', 'unarmed'))));
    expect(classes.unarmed).toMatchObject({ head: null, polarity: 'violation', max: expect.any(Number) });
  });

  test('is a violation where its head lacks one as well', async () => {
    const scores = { gun_not_in_hand: 0.1, animated_gun: 0.1, unarmed: 0.8 };
    const moderation = await moderationOf(seen(scores));
    expect(moderation.classes.unarmed).toMatchObject({ head: null, polarity: 'violation' });
    expect(moderation.changedHeads).toMatchObject([{ head: 'gun', missing: ['gun_in_hand', 'no_gun'] }]);
  });

  test('completes its head within each box, not over the boxes of a frame', async () => {
    const box = (yes: number, real: number) => ({ yes_deepfake: yes, real });
    const of = (...boxes: Scores[]) => task(looked([{ time: 0, bounding_poly: frame(0, {}, ...boxes).bounding_poly }]));
    const real = async (...boxes: Scores[]) => (await moderationOf(of(...boxes))).classes.real;
    expect(await real(box(0.2, 0.8), box(0.7, 0.3))).toMatchObject({ head: 'deepfake', polarity: 'safe' });
    expect(await real(box(0.2, 0.8), box(0.7, 0.8))).toMatchObject({ head: null, polarity: 'violation' });
    expect(await real({ yes_deepfake: 0.2 }, { real: 0.8 })).toMatchObject({ head: null, polarity: 'violation' });
  });

  test('and says by its name that nothing is wrong is safe, with its head where the sums show it', async () => {
    expect(await moderationOf(seen({ no_weapons: 0.99, ...UNARMED }))).toMatchObject({
      severity: 0,
      classes: { no_weapons: { head: null, polarity: 'safe' } },
      unknownClasses: ['no_weapons'],
    });
    const { classes } = await moderationOf(seen(renamed(UNARMED, 'no_gun', 'no_guns')));
    expect(classes.no_guns).toMatchObject({ head: 'gun', polarity: 'safe' });
  });

  test('has “not” within its name: a gun that is not in a hand is a gun', async () => {
    const moderation = await moderationOf(seen({ ...UNARMED, cannon_not_in_hand: 0.99 }));
    expect(moderation).toMatchObject({ severity: 3, severityClass: 'cannon_not_in_hand' });
  });
});

describe('a head that changed', () => {
  test('is named with all that is missing, sorted, and only where one of its classes is there', async () => {
    const { report, files } = await summarise(seen({ no_gun: 1, no_knife: 0.5, knife_in_hand: 0.5 }));
    expect(files[0]?.moderation?.changedHeads).toEqual([
      { product: 'visual', head: 'gun', missing: ['animated_gun', 'gun_in_hand', 'gun_not_in_hand'] },
      {
        product: 'visual',
        head: 'knife',
        missing: ['culinary_knife_in_hand', 'culinary_knife_not_in_hand', 'knife_not_in_hand'],
      },
    ]);
    expect(report.changedHeads).toEqual(['visual/gun', 'visual/knife']);
  });

  test('is whole when its classes come in different frames', async () => {
    const { no_gun, ...others } = UNARMED;
    expect((await moderationOf(seen({ no_gun }, others))).changedHeads).toEqual([]);
  });

  test('in two models comes once', async () => {
    const { changedHeads } = await moderationOf(
      task(
        looked([frame(0, { yes_nazi: 0, no_gun: 1, gun_in_hand: 0 })]),
        looked([frame(0, { no_nazi: 1, no_gun: 1 })]),
      ),
    );
    expect(changedHeads).toEqual([
      { product: 'visual', head: 'gun', missing: ['animated_gun', 'gun_in_hand', 'gun_not_in_hand'] },
      { product: 'visual', head: 'nazi', missing: ['no_nazi', 'yes_nazi'] },
    ]);
  });

  test('is none where Hive gives levels: it may omit classes', async () => {
    expect((await moderationOf(task(text({ hate: 1 })))).changedHeads).toEqual([]);
  });
});

test.each(['constructor', 'toString', 'é"\\\u{1f600}'])('a class may be called %j', async (name) => {
  const member = { class: name, score: 0.99 };
  const moderation = await moderationOf(task(looked([{ classes: [...frame(0, UNARMED).classes, member] }])));
  expect(moderation).toMatchObject({ severity: 3, severityClass: name, unknownClasses: [name] });
  expect(Object.keys(moderation.classes)).toContain(name);
});

test('a class called __proto__, which no table keeps, is left out and told', async () => {
  const member = JSON.parse('{ "class": "__proto__", "score": 0.99 }');
  const { moderation, errors, coverage } = onlyFile(
    await summarise(task(looked([{ classes: [...frame(0, UNARMED).classes, member] }]))),
  );
  expect(moderation).toMatchObject({ severity: 0, unknownClasses: [] });
  expect(errors).toEqual(['status[0]: left out: classes without a usable name (1 times)']);
  expect(coverage.complete).toBe(false);
});

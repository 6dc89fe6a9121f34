/** Classes that nobody knows: what is taken for harmless, and on which grounds. Each is also read by the plain reader. */
import { describe, expect, test } from 'vitest';
import { fileReadTwice } from '../../../support/hive-summaries.ts';
import { classes, frame, looked, type Scores, task } from '../../../support/hive-tasks.ts';

async function found(...entries: unknown[]) {
  const { moderation, ...file } = await fileReadTwice(task(...entries));
  if (moderation === null) throw new Error('no moderation');
  return { ...file, ...moderation };
}

const seen = (...frames: Scores[]) => looked(frames.map((scores, time) => frame(time, scores)));
const box = (type: unknown, scores: Scores) => ({ classes: classes(scores), meta: { type } });
const boxed = (...boxes: unknown[]) => looked([{ time: 0, bounding_poly: boxes }]);
const NOBODY = { yes_nazi: 0.0004, no_nazi: 0.9996 };

describe('a name that nobody knows is harmless in the boxes of a detector alone', () => {
  test('among the classes of a face it is a violation like any', async () => {
    const faces = seen({ adult: 0.02, teenager: 0.3, csam_suspected: 0.999 });
    expect(await found(faces)).toMatchObject({
      severity: 3,
      severityClass: 'csam_suspected',
      classes: { csam_suspected: { product: 'detection', polarity: 'violation' }, adult: { polarity: 'neutral' } },
      unknownClasses: ['csam_suspected'],
      coverage: { models: [{ product: 'detection' }] },
    });
  });

  test.each(['face', undefined, null, 'Logo', ['logo']])('and so it is in a box of type %j', async (type) => {
    expect(await found(boxed(box(type, { male: 0.9, self_exposure: 0.999 })))).toMatchObject({
      severity: 3,
      severityClass: 'self_exposure',
      unknownClasses: ['self_exposure'],
    });
  });

  test.each(['logo', 'coco'])('in a box of type %s it is a thing, whatever else the model looks for', async (type) => {
    const entry = looked([{ ...frame(0, NOBODY), bounding_poly: [box(type, { nike: 0.999 })] }]);
    expect(await found(entry)).toMatchObject({
      severity: 0,
      classes: { nike: { product: 'detection', head: null, polarity: 'neutral', scale: 'probability', max: 0.999 } },
      unknownClasses: [],
      coverage: { models: [{ product: 'visual' }] },
    });
  });

  test.each([
    ['a face', boxed(box('logo', { nike: 0.999 }), box('face', { male: 0.9, nike: 0.1 }))],
    [
      'a frame',
      looked([{ classes: classes({ ...NOBODY, nike: 0.1 }), bounding_poly: [box('logo', { nike: 0.999 })] }]),
    ],
    ['another frame', looked([{ bounding_poly: [box('logo', { nike: 0.999 })] }, frame(1, { adult: 0.9, nike: 0.1 })])],
    ['a box without a score', boxed(box('logo', { nike: 0.999 }), { classes: [{ class: 'nike' }], meta: null })],
  ])('seen in a logo’s box and in %s it is a violation', async (_, entry) => {
    expect(await found(entry)).toMatchObject({ severity: 3, severityClass: 'nike', unknownClasses: ['nike'] });
  });

  test('a name that is known is what it is known for, in any box', async () => {
    expect(await found(boxed(box('coco', { yes_nazi: 0.999 })))).toMatchObject({ severityClass: 'yes_nazi' });
  });

  test('only there may a score be missing', async () => {
    const scoreless = { classes: [{ class: 'nike' }] };
    const logo = await found(
      looked([{ ...frame(0, NOBODY), bounding_poly: [{ ...scoreless, meta: { type: 'logo' } }] }]),
    );
    expect(logo).toMatchObject({ errors: [], coverage: { complete: null } });
    const face = await found(boxed(box('face', { adult: 0.9 }), { ...scoreless, meta: { type: 'face' } }));
    expect(face).toMatchObject({ errors: [expect.stringContaining('(1 times)')], coverage: { complete: false } });
  });
});

describe('the safe side of a head under another name', () => {
  test('is none of two classes that complete it: either may be a violation', async () => {
    const entry = seen({ yes_nazi: 0.0004, clean_of_nazi: 0.9996, new_violation: 0.998 });
    expect(await found(entry)).toMatchObject({
      severity: 3,
      classes: {
        clean_of_nazi: { head: null, polarity: 'violation' },
        new_violation: { head: null, polarity: 'violation' },
      },
      unknownClasses: ['clean_of_nazi', 'new_violation'],
    });
  });

  test('shows as soon as the other fails to complete it in one frame', async () => {
    const frames = [
      { yes_nazi: 0.0004, clean_of_nazi: 0.9996, new_violation: 0.998 },
      { yes_nazi: 0.3, clean_of_nazi: 0.7, new_violation: 0.998 },
    ];
    expect(await found(seen(...frames))).toMatchObject({
      severityClass: 'new_violation',
      classes: { clean_of_nazi: { head: 'nazi', polarity: 'safe' }, new_violation: { polarity: 'violation' } },
    });
  });

  test('is none of a class that completes two heads: it can be one only, and which is not known', async () => {
    expect(await found(seen({ yes_nazi: 0.0004, yes_kkk: 0.0003, new_violation: 0.9996 }))).toMatchObject({
      severity: 3,
      severityClass: 'new_violation',
      changedHeads: [
        { head: 'kkk', missing: ['no_kkk'] },
        { head: 'nazi', missing: ['no_nazi'] },
      ],
    });
  });

  test('may be found in several heads, each with its own', async () => {
    const frames = [
      { yes_nazi: 0.3, clean_of_nazi: 0.7, yes_kkk: 0.1, clean_of_kkk: 0.9 },
      { yes_nazi: 0, clean_of_nazi: 1, yes_kkk: 0, clean_of_kkk: 1 },
    ];
    expect(await found(seen(...frames))).toMatchObject({
      severity: 0,
      classes: { clean_of_nazi: { head: 'nazi' }, clean_of_kkk: { head: 'kkk' } },
    });
  });

  test('is not contested by what a detector found, which is known', async () => {
    const entry = looked([
      frame(0, { clean_of_nazi: 0.2 }),
      { time: 1, bounding_poly: [box('logo', { nike: 0.9996, yes_nazi: 0.0004, clean_of_nazi: 0.9996 })] },
    ]);
    expect(await found(entry)).toMatchObject({
      severity: 0,
      classes: { clean_of_nazi: { head: 'nazi', polarity: 'safe' }, nike: { polarity: 'neutral' } },
    });
  });
});

describe('a name that says no', () => {
  test.each([
    ['no_vape', 'yes_vape'],
    ['no_fire', 'fire_small'],
    ['not_fire', 'fire_small'],
  ])('%s is safe beside %s', async (name, other) => {
    expect(await found(seen({ ...NOBODY, [name]: 0.97, [other]: 0.03 }))).toMatchObject({
      severity: 0,
      classes: { [name]: { polarity: 'safe' }, [other]: { polarity: 'violation' } },
      unknownClasses: [name, other].toSorted(),
    });
  });

  test.each(['no_clothes', 'not_safe_for_work', 'no_'])('%s alone may be a violation', async (name) => {
    expect(await found(seen({ ...NOBODY, [name]: 0.999 }))).toMatchObject({
      severity: 3,
      severityClass: name,
      classes: { [name]: { polarity: 'violation' } },
    });
  });

  test('is not borne out by another that says no, nor by one of another model', async () => {
    const others = [seen({ ...NOBODY, no_clothes: 0.999, no_clothes_on: 0.2 }), seen({ ...NOBODY, yes_clothes: 0.1 })];
    expect(await found(...others)).toMatchObject({ severity: 3, severityClass: 'no_clothes' });
  });
});

describe('levels of which nothing says that they are of a text', () => {
  const untold = (...parts: Scores[]) => looked(parts.map((scores) => ({ time: 0, classes: classes(scores) })));

  test.each([2, 3])('are, where the class is one of texts and one of them is %i', async (level) => {
    expect(await found(untold({ hate: 0, new_class: 1 }, { hate: level }))).toMatchObject({
      severity: level,
      severityClass: 'hate',
      severityAt: { bytes: expect.anything() },
      derived: false,
      classes: { hate: { product: 'text', scale: 'severity', count: 2 }, new_class: { max: 1, scale: 'severity' } },
      errors: [],
      coverage: { unit: 'texts', indexed: 2, complete: null },
    });
  });

  test('are, by the level of another class', async () => {
    expect(await found(untold({ hate: 0, new_class: 3 }))).toMatchObject({ severity: 3, severityClass: 'new_class' });
  });

  test.each<[string, Scores]>([
    ['all of them may be probabilities', { hate: 1, spam: 0 }],
    ['no class is known', { x: 3, y: 0.5 }],
    ['a class of pictures is beside them', { hate: 3, no_gun: 1 }],
    ['a class of faces is beside them', { hate: 3, adult: 1 }],
    ['the number is no level', { hate: 7, spam: 2.5 }],
  ])('are probabilities where %s', async (_, scores) => {
    const { classes, coverage } = await found(untold(scores));
    expect(coverage.unit).toBe('frames');
    expect(Object.values(classes).map(({ scale }) => scale)).toEqual(['probability', 'probability']);
  });
});

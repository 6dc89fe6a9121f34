import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { moderationOf, summarise } from '../../../support/hive-summaries.ts';
import { classes, looked, type Scores, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const TEXT = { model_type: 'TEXT_CLASSIFICATION' };

test('the maximum over all sentences, and the first of equals', async () => {
  const sentences = [sentence(0, { hate: 1 }), sentence(5, { hate: 2 }), sentence(9, { hate: 2, sexual: 0 })];
  const moderation = await moderationOf(task(speech(sentences)));
  expect(moderation).toMatchObject({
    severity: 2,
    severityClass: 'hate',
    severityAt: { time: { begin: 5, end: 6 } },
    classes: { hate: { max: 2, at: { time: { begin: 5, end: 6 } }, count: 3 }, sexual: { max: 0, count: 1 } },
  });
});

test('sentences of several outputs are one file’s', async () => {
  const entry = speech([sentence(0, { hate: 1 })]);
  entry.response.output.push({ transcript: 'b', classifications: [sentence(7, { hate: 3 })], words: [] });
  const file = onlyFile(await summarise(task(entry)));
  expect(file.moderation).toMatchObject({ severity: 3, severityAt: { time: { begin: 7, end: 8 } } });
  expect(file.coverage).toMatchObject({ unit: 'sentences', indexed: 2 });
});

test('long texts come in parts, each with its characters', async () => {
  const file = onlyFile(await summarise(task(text({ hate: 0 }, { hate: 1 }, { spam: 3 }))));
  expect(file.moderation).toMatchObject({ severity: 1, severityAt: { position: { begin: 10, end: 20 } } });
  expect(file.coverage).toMatchObject({ unit: 'texts', indexed: 3 });
});

test('a part without classes or place does not take those of the part before', async () => {
  const { status, response } = text({ hate: 1 }, { hate: 2 }, { hate: 1 });
  const [first, second, third] = response.output;
  const output = [first, { ...third, classes: null }, { classes: second?.classes }, { time: 0 }];
  const file = onlyFile(await summarise(task({ status, response: { ...response, output } })));
  expect(file.coverage.indexed).toBe(2);
  expect(file.moderation).toMatchObject({ severity: 2, classes: { hate: { count: 2 } } });
  expect(file.moderation?.severityAt).toEqual({ bytes: expect.anything() });
});

test.each(['gibberish', 'spam', 'promotions', 'phone_number'])(
  'a text with %s is not severe by that alone; child exploitation is',
  async (name) => {
    expect(await moderationOf(task(text({ [name]: 3, hate: 0 })))).toMatchObject({
      severity: 0,
      severityClass: null,
      classes: { [name]: { scale: 'two-level', max: 3 } },
      unknownClasses: [],
    });
    expect(await moderationOf(task(text({ [name]: 3, child_exploitation: 3 })))).toMatchObject({
      severity: 3,
      severityClass: 'child_exploitation',
    });
  },
);

test('the headline classes are the user’s choice', async () => {
  const result = task(text({ spam: 3, hate: 1 }));
  const by = (...severityClasses: string[]) => moderationOf(result, { ...DEFAULT_POLICY, severityClasses });
  expect(await by('spam')).toMatchObject({ severity: 3, severityClass: 'spam', derived: false });
  expect(await by('hate')).toMatchObject({ severity: 1, severityClass: 'hate', policy: 'standard@1' });
  expect(await by()).toMatchObject({ severity: null, severityClass: null });
});

describe('a class nobody knows is seen, never silently safe', () => {
  test.each([
    ['in speech', task(speech([sentence(0, { hate: 1, malice: 2 })]))],
    ['in text', task(text({ hate: 1, malice: 2 }))],
  ])('%s', async (_, result) => {
    const { files, report } = await summarise(result);
    expect(files[0]?.moderation).toMatchObject({
      severity: 2,
      severityClass: 'malice',
      unknownClasses: ['malice'],
    });
    expect(report.unknownClasses).toEqual(['malice']);
  });

  test('a class of pictures among texts is one', async () => {
    expect(await moderationOf(task(text({ general_nsfw: 2, hate: 0 })))).toMatchObject({
      severityClass: 'general_nsfw',
      unknownClasses: ['general_nsfw'],
    });
  });

  test.each(['no_violence', 'not_spam'])('%s says by its name that nothing is wrong', async (name) => {
    expect(await moderationOf(task(text({ [name]: 3, hate: 1 })))).toMatchObject({
      severity: 1,
      classes: { [name]: { polarity: 'safe', scale: 'severity', max: 3 } },
      unknownClasses: [name],
    });
  });

  test('a class that Hive says it moderated and did not score, too', async () => {
    const entry = speech([sentence(0, { hate: 0 })]);
    entry.response.moderated_classes.push('malice');
    expect(await moderationOf(task(entry))).toMatchObject({
      severity: 0,
      classes: { malice: { max: null, at: null, count: 0 } },
      unknownClasses: ['malice'],
    });
  });

  test('classes are joined by name, not by their order', async () => {
    const entry = speech([sentence(0, { bullying: 2, sexual: 0 }), sentence(1, { sexual: 1, bullying: 0 })]);
    entry.response.moderated_classes = ['sexual'];
    expect((await moderationOf(task(entry))).classes).toMatchObject({ bullying: { max: 2 }, sexual: { max: 1 } });
  });
});

describe('scores', () => {
  test.each([4, 0.5, -2, 100, 1e-9, null, '3', [3], { score: 3 }, true])(
    '%j is no severity: left out and said',
    async (score) => {
      const of = (others: Scores) => ({ classes: [...classes(others), { class: 'hate', score }] });
      const result = await summarise(task(looked([of({ sexual: 1 }), of({})], null, TEXT)));
      const file = onlyFile(result);
      expect(file.moderation).toMatchObject({
        severity: 1,
        severityClass: 'sexual',
        classes: { hate: { max: null, at: null, count: 0 } },
      });
      expect(file.coverage).toMatchObject({ unit: 'texts', indexed: 2, complete: false });
      expect(file.errors).toEqual(['status[0]: left out: scores that are no severity 0 to 3 (2 times)']);
      expect(result.report.errorCount).toBe(1);
    },
  );

  test('-1 says that the class is not supported, and is no error', async () => {
    const file = onlyFile(await summarise(task(text({ hate: -1 }, { hate: 1 }))));
    expect(file.moderation).toMatchObject({ severity: 1, classes: { hate: { max: 1, count: 1 } } });
    expect(file).toMatchObject({ errors: [], coverage: { complete: null } });
  });

  test('only -1 is null, not 0', async () => {
    expect(await moderationOf(task(text({ hate: -1 })))).toMatchObject({ severity: null, severityClass: null });
  });
});

describe('a place', () => {
  const places = ['start_timestamp', 'end_timestamp', 'start_char_index', 'end_char_index'];
  const at = (values: unknown[]) => ({
    text: 'a',
    ...Object.fromEntries(places.map((name, index) => [name, values[index]])),
    classes: classes({ hate: 2 }),
  });

  test('is a time and the characters', async () => {
    expect(await moderationOf(task(speech([at([1, 2.5, 10, 20])])))).toMatchObject({
      severityAt: { time: { begin: 1, end: 2.5 }, position: { begin: 10, end: 20 } },
    });
  });

  test.each([
    ['absent', undefined],
    ['null', null],
    ['a text', '1'],
    ['beyond what a database keeps', 2 ** 53],
    ['far beyond', 1e300],
  ])('that is %s is none, and the score stands', async (_, value) => {
    for (const values of [
      [value, value, value, value],
      [0, value, value, 5],
    ]) {
      const moderation = await moderationOf(task(speech([at(values)])));
      expect(moderation).toMatchObject({ severity: 2, severityClass: 'hate' });
      expect(moderation.severityAt).toEqual({ bytes: expect.anything() });
    }
    const { status, response } = text({ hate: 2 });
    const output = response.output.map((each) => ({ ...each, end_char_index: value }));
    const { severityAt } = await moderationOf(task({ status, response: { ...response, output } }));
    expect(severityAt).toEqual({ bytes: expect.anything() });
  });
});

describe('a class’s name', () => {
  test('may be as long as a key allows', async () => {
    const name = 'x'.repeat(200);
    expect(await moderationOf(task(text({ [name]: 2 })))).toMatchObject({
      severityClass: name,
      unknownClasses: [name],
    });
  });

  test('that is none is passed over where Hive only says what it looked for', async () => {
    const { status, response } = speech([sentence(0, { hate: 1 })]);
    const moderated_classes = ['hate', '', 'x'.repeat(201), 5, null, { class: 'spam' }, ['sexual']];
    const moderation = await moderationOf(task({ status, response: { ...response, moderated_classes } }));
    expect(moderation).toMatchObject({ severity: 1, unknownClasses: [] });
    expect(Object.keys(moderation.classes)).toEqual(['hate']);
  });

  test.each(['hate', null, { hate: 1 }, 5])('list of %j is passed over, too', async (moderated_classes) => {
    const { status, response } = speech([sentence(0, { hate: 1 })]);
    const moderation = await moderationOf(task({ status, response: { ...response, moderated_classes } }));
    expect(Object.keys(moderation.classes)).toEqual(['hate']);
  });
});

import { expect, test } from 'vitest';
import { moderationOf, summarise, withoutBytes } from '../../../support/hive-summaries.ts';
import { classes, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

test.each(['0', 0])('the inner code %j is success', async (code) => {
  const entry = { ...text({ hate: 1 }), status: { code } };
  expect(await moderationOf(task(entry))).toMatchObject({ severity: 1 });
});

test.each([undefined, 200, 500, '200'])('the top-level code %j says nothing about the result', async (code) => {
  expect(await moderationOf({ ...task(text({ hate: 1 })), code })).toMatchObject({ severity: 1 });
});

test('the order of keys is not promised: scores before the input, status and id last', async () => {
  const { status, response } = speech([sentence(0, { hate: 2, malice: 1 })]);
  const { input, moderated_classes, output } = response;
  const classifications = output[0]?.classifications;
  const odd = {
    status: [
      { response: { output: [{ words: [], classifications, transcript: 'a' }], moderated_classes, input }, status },
    ],
    code: 200,
    id: 'task-1',
  };
  expect(withoutBytes(await summarise(odd))).toEqual(withoutBytes(await summarise(task({ status, response }))));
});

test('the order of keys of a text is not promised either', async () => {
  const odd = {
    status: [
      {
        response: {
          output: [{ classes: classes({ hate: 2 }), end_char_index: 10, start_char_index: 0, time: 0 }],
          input: { model_type: 'TEXT_CLASSIFICATION' },
        },
        status: { message: 'SUCCESS', code: '0' },
      },
    ],
    id: 'task-1',
  };
  expect(await moderationOf(odd)).toMatchObject({ severity: 2, severityAt: { position: { begin: 0, end: 10 } } });
});

test('the product shows in its shape where the input is missing', async () => {
  const ofSpeech = speech([sentence(0, { hate: 1 })]);
  const ofText = text({ spam: 3 });
  const withoutInput = ({ status, response }: { status: object; response: object }) =>
    task({ status, response: { ...response, input: null } });
  expect((await moderationOf(withoutInput(ofSpeech))).classes).toMatchObject({ hate: { product: 'speech' } });
  expect((await moderationOf(withoutInput(ofText))).classes).toMatchObject({ spam: { product: 'text' } });
});

test.each([
  ['absent', undefined],
  ['null', null],
  ['empty', []],
])('an output that is %s scored nothing', async (_, output) => {
  const { status, response } = text({ hate: 1 });
  const file = onlyFile(await summarise(task({ status, response: { ...response, output } })));
  expect(file).toMatchObject({ moderation: { severity: null, classes: {} }, coverage: { indexed: 0 } });
});

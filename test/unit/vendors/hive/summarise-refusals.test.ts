import { expect, test } from 'vitest';
import { Malformed, Permanent } from '../../../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { failed, looked, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { bytesOf, summarised } from '../../../support/result-bytes.ts';

const NOT_READ = 'status[0]: Verdex does not read this Hive product (model_type OCR)';
const summarise = (result: unknown) => summarised(makeSummariseHive(DEFAULT_POLICY), bytesOf(result));

test.each([
  ['nothing', ''],
  ['no JSON', '<html>'],
  ['an array', '[]'],
  ['no status', '{"id": "task-1"}'],
  ['a status of null', '{"id": "task-1", "status": null}'],
  ['a status as text', '{"id": "task-1", "status": "COMPLETED"}'],
  ['an entry without a status', '{"status": [{"response": {"output": []}}]}'],
  ['an entry’s status without a code', '{"status": [{"status": {"message": "SUCCESS"}}]}'],
  ['an output that is no list', JSON.stringify(task(looked({ classes: [] })))],
  ['an output of texts', JSON.stringify(task(looked(['a'])))],
  ['classes that are no list', JSON.stringify(task(looked([{ classes: { hate: 3 } }])))],
  ['classes as text', JSON.stringify(task(looked([{ classes: 'hate' }])))],
  ['a sentence that is text', JSON.stringify(task(speech(['a'])))],
  ['a sentence that is null', JSON.stringify(task(speech([null])))],
  ['a sentence’s classes that are no list', JSON.stringify(task(speech([{ classes: { hate: 3 } }])))],
  ['a box that is a list', JSON.stringify(task(looked([{ bounding_poly: [[]] }])))],
  ['a box’s classes that are no list', JSON.stringify(task(looked([{ bounding_poly: [{ classes: 3 }] }])))],
  ['an output without anything that says whose', JSON.stringify({ output: [{ classes: [] }] })],
  ['an acknowledgement', JSON.stringify({ id: 'task-1', task_id: 'task-1' })],
  ['an answer of V3 whose output is null', JSON.stringify({ task_id: 'task-1', output: null })],
])('%s is no task', async (_, json) => {
  await expect(summarised(makeSummariseHive(DEFAULT_POLICY), Buffer.from(json))).rejects.toThrow(Malformed);
});

test('a result cut short is refused at every byte', async () => {
  const bytes = bytesOf(task(speech([sentence(0, { hate: 2 })]), text({ hate: 1 })));
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = summarised(makeSummariseHive(DEFAULT_POLICY), bytes.subarray(0, length));
    await expect(cut, `${length}`).rejects.toThrow(Malformed);
  }
});

test('a product without any place for scores is refused by its model: waiting would not help', async () => {
  const refusal = summarise(task(looked([{ time: 0, block_text: 'a' }], null, { model_type: 'OCR' })));
  await expect(refusal).rejects.toThrow(new Permanent(NOT_READ));
});

test('what is refused is named in our own words: the reason is logged, and the vendor’s words may be anyone’s', async () => {
  const unread = (model_type: unknown) => looked([{ time: 0, block_text: 'a' }], null, { model_type });
  const entries = [
    failed('2', 'could not fetch https://a.test/?token=secret'),
    failed('secret 2', null),
    failed(500, 'secret'),
    null,
    unread('OCR_MODERATION'),
    unread('secret'),
    unread('SECRET: 1'),
    unread(undefined),
    unread('S'.repeat(65)),
  ];
  const refusal = new Permanent(
    [
      'status[0]: code 2',
      'status[1]: a code that is no number',
      'status[2]: code 500',
      'status[3]: an entry of null',
      'status[4]: Verdex does not read this Hive product (model_type OCR_MODERATION)',
      'status[5]: Verdex does not read this Hive product (model_type of another form)',
      'status[6]: Verdex does not read this Hive product (model_type of another form)',
      'status[7]: Verdex does not read this Hive product (model_type not stated)',
      'status[8]: Verdex does not read this Hive product (model_type of another form)',
    ].join('; '),
  );
  await expect(summarise(task(...entries))).rejects.toThrow(refusal);
});

test('of many products that are not read the first twenty are named', async () => {
  const refusal = summarise(task(...Array(25).fill(looked([{ text: 'a' }]))));
  await expect(refusal).rejects.toThrow(Permanent);
  await expect(refusal).rejects.toThrow(/status\[19\][^;]*$/);
});

import { expect, test } from 'vitest';
import { Malformed, Permanent } from '../../../../lib/platform/errors.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { classes, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { bytesOf, summarised } from '../../../support/result-bytes.ts';

const summarise = (result: unknown) => summarised(makeSummariseHive(['hate']), bytesOf(result));

test.each([
  ['nothing', ''],
  ['no JSON', '<html>'],
  ['an array', '[]'],
  ['no status', '{"id": "task-1"}'],
  ['a status of null', '{"id": "task-1", "status": null}'],
  ['a status as text', '{"id": "task-1", "status": "COMPLETED"}'],
  ['an entry without a status', '{"status": [{"response": {"output": []}}]}'],
  ['an entry’s status without a code', '{"status": [{"status": {"message": "SUCCESS"}}]}'],
  [
    'classes without scores',
    '{"status": [{"status": {"code": "0"}, "response": {"output": [{"classes": [{"class": "hate"}]}]}}]}',
  ],
  [
    'a score as text',
    '{"status": [{"status": {"code": "0"}, "response": {"output": [{"classes": [{"class": "hate", "score": "3"}]}]}}]}',
  ],
  [
    'a class without a name',
    '{"status": [{"status": {"code": "0"}, "response": {"output": [{"classes": [{"class": "", "score": 3}]}]}}]}',
  ],
  ['a class with a name too long for a key', JSON.stringify(task(text({ ['x'.repeat(201)]: 3 })))],
  ['a sentence of such a class', JSON.stringify(task(speech([sentence(0, { ['x'.repeat(201)]: 3 })])))],
  [
    'a sentence without classes',
    '{"status": [{"status": {"code": "0"}, "response": {"output": [{"classifications": [{"text": "a"}]}]}}]}',
  ],
])('%s is no task', async (_, json) => {
  await expect(summarised(makeSummariseHive(['hate']), Buffer.from(json))).rejects.toThrow(Malformed);
});

test('a result cut short is refused at every byte', async () => {
  const bytes = bytesOf(task(speech([sentence(0, { hate: 2 })]), text({ hate: 1 })));
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = summarised(makeSummariseHive(['hate']), bytes.subarray(0, length));
    await expect(cut, `${length}`).rejects.toThrow(Malformed);
  }
});

test('probabilities are not read as severities', async () => {
  const visual = {
    status: { code: '0' },
    response: {
      input: { model_type: 'CATEGORIZATION' },
      output: [{ time: 0, classes: classes({ general_nsfw: 0.9, no_gun: 1 }) }],
    },
  };
  await expect(summarise(task(visual))).rejects.toThrow(Permanent);
});

test('of many products that are not read the first twenty are named', async () => {
  const music = { status: { code: '0' }, response: { input: { model_type: 'AI_AUDIO_DETECTION' }, output: [] } };
  const refusal = summarise(task(...Array(25).fill(music)));
  await expect(refusal).rejects.toThrow(Permanent);
  await expect(refusal).rejects.toThrow(/status\[19\][^;]*$/);
});

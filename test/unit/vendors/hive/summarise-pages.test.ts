/** A task that was fetched in pages, kept as a list of them, is one task. */
import { expect, test } from 'vitest';
import { Malformed, Permanent } from '../../../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { moderationOf, summarise, withoutBytes } from '../../../support/hive-summaries.ts';
import { answerOfV3, failed, frame, looked, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { bytesOf, everyBytes, onlyFile, summarised } from '../../../support/result-bytes.ts';

/** The order of two sentences' parts stands for the pages they came on. */
const first = sentence(0, { hate: 1, violence: 0 });
const second = sentence(1, { hate: 3, violence: 2 });
const SAFE = { gun_in_hand: 0, gun_not_in_hand: 0, animated_gun: 0, no_gun: 1 };
const ARMED = { ...SAFE, gun_in_hand: 1, no_gun: 0 };

test('entries of the same index go on from page to page', async () => {
  const whole = await summarise(task(speech([first, second]), speech([second, first])));
  const pages = [task(speech([first]), speech([second])), task(speech([second]), speech([first]))];
  expect(withoutBytes(await summarise(pages))).toEqual(withoutBytes(whole));
  expect(onlyFile(whole).coverage.indexed).toBe(4);
});

test('one page in a list is that page', async () => {
  const page = task(speech([first]), failed('2'));
  expect(withoutBytes(await summarise([page]))).toEqual(withoutBytes(await summarise(page)));
});

test('a later page may have more entries, or fewer', async () => {
  const pages = [task(speech([first])), task(speech([second]), speech([second])), task(speech([first]))];
  expect(onlyFile(await summarise(pages)).coverage.indexed).toBe(4);
});

test('what a later page does not say of the medium is known from the first', async () => {
  const pages = [
    task(speech([first])),
    task({ ...speech([second]), response: { ...speech([second]).response, input: null } }),
  ];
  expect(onlyFile(await summarise(pages))).toMatchObject({ identity: 'hive:task-1/0/a.m4a' });
});

test('an entry that failed on one page is not whole', async () => {
  for (const pages of [
    [task(speech([first]), speech([first])), task(failed('2', 'no audio'), speech([second]))],
    [task(failed('2', 'no audio'), speech([first])), task(speech([first]), speech([second]))],
  ]) {
    const file = onlyFile(await summarise(pages));
    expect(file.errors).toEqual(['status[0]: code 2: no audio']);
    expect(file.coverage).toMatchObject({ indexed: 2, complete: false });
  }
});

test('the product of an entry may show on a later page only', async () => {
  const silent = task({ status: { code: '0' }, response: { input: null, output: [] } });
  expect((await moderationOf([silent, task(text({ hate: 2 }))])).severity).toBe(2);
});

test('products that are not read are parked as in one page', async () => {
  const ocr = (time: number) => looked([{ time, text: 'a' }], null, { model_type: 'OCR' });
  await expect(summarise([task(ocr(0)), task(ocr(1))])).rejects.toThrow(Permanent);
});

test('the frames of two pages are counted together: all of them are complete', async () => {
  const media = { num_frames: 3 };
  const pages = [task(looked([frame(0, SAFE), frame(1, SAFE)], media)), task(looked([frame(2, ARMED)], media))];
  expect(onlyFile(await summarise(pages))).toMatchObject({
    moderation: { severity: 3, severityClass: 'gun_in_hand', severityAt: { time: { begin: 2, end: 2 } } },
    coverage: { unit: 'frames', indexed: 3, expected: 3, complete: true, seconds: { expected: null, indexed: 2 } },
  });
});

test('a page of what V3 answers is none of a task', async () => {
  const answer = { ...answerOfV3({ time: 0, scores: SAFE }), task_id: 'task-1' };
  await expect(summarise([task(looked([frame(0, SAFE)])), answer])).rejects.toThrow(Malformed);
});

test.each([
  ['no pages', '[]'],
  ['null for a page', '[null]'],
  ['a page that is no task', '[{"id": "task-1"}]'],
  ['a later page that is no task', `[${JSON.stringify(task(speech([first])))}, {"id": "task-1"}]`],
  ['a later page whose status is null', `[${JSON.stringify(task(speech([first])))}, {"status": null}]`],
  ['a page that is a number', '[7]'],
  ['a list in the list', `[[${JSON.stringify(task(speech([first])))}]]`],
  ['two tasks', JSON.stringify([task(speech([first])), { ...task(speech([first])), id: 'task-2' }])],
])('%s is no task', async (_, json) => {
  await expect(summarised(makeSummariseHive(DEFAULT_POLICY), Buffer.from(json))).rejects.toThrow(Malformed);
});

test('a list cut short is refused at every byte, and read in pieces of any size', async () => {
  const bytes = bytesOf([task(speech([first])), task(speech([second]))]);
  const summariseBytes = makeSummariseHive(DEFAULT_POLICY);
  for (let length = 0; length < bytes.length; length += 1) {
    await expect(summarised(summariseBytes, bytes.subarray(0, length)), `${length}`).rejects.toThrow(Malformed);
  }
  const whole = await summarised(summariseBytes, bytes);
  for (const size of [1, 2, 7, 64]) expect(await summarised(summariseBytes, everyBytes(bytes, size))).toEqual(whole);
});

/** The entries of `status[]` are models that looked at the task's one file. */
import { expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../../lib/vendors/hive/summarise.ts';
import { failed, looked, sentence, speech, task } from '../../../support/hive-tasks.ts';
import { bytesOf, onlyFile, summarised } from '../../../support/result-bytes.ts';

const summarise = (result: unknown) => summarised(makeSummariseHive(DEFAULT_POLICY), bytesOf(result));

test('their classes come together, the worst is the headline', async () => {
  const result = await summarise(task(speech([sentence(3, { hate: 1 })]), speech([sentence(4, { hate: 2 })])));
  expect(onlyFile(result).moderation).toMatchObject({ severity: 2, severityAt: { time: { begin: 4, end: 5 } } });
  expect(onlyFile(result).coverage.indexed).toBe(2);
});

test('one of them failed: the others count, and the file says that it is not complete', async () => {
  const { files, report } = await summarise(task(failed('2', 'no audio'), speech([sentence(0, { hate: 2 })])));
  expect(files).toMatchObject([
    {
      identity: 'hive:task-1/0/a.m4a',
      moderation: { severity: 2 },
      coverage: { complete: false },
      errors: ['status[0]: code 2: no audio'],
    },
  ]);
  expect(report).toMatchObject({ files: 1, errorCount: 1, failure: undefined });
});

test('one of them is of a product that is not read: said as well', async () => {
  const ocr = looked([{ time: 0, text: 'a' }], null, { model_type: 'OCR' });
  const file = onlyFile(await summarise(task(speech([sentence(0, { hate: 2 })]), ocr)));
  expect(file).toMatchObject({ moderation: { severity: 2 }, coverage: { indexed: 1, complete: false } });
  expect(file.errors).toEqual(['status[1]: Verdex does not read this Hive product (model_type OCR)']);
  expect(file.coverage.models).toHaveLength(1);
});

test('all of them failed: the task failed, with every reason', async () => {
  const { files, report } = await summarise(task(failed('2', 'no audio'), failed(500, null)));
  expect(files).toEqual([]);
  expect(report.failure).toBe('status[0]: code 2: no audio; status[1]: code 500: no message');
  expect(report.errorCount).toBe(2);
});

test('many of them failed: the first twenty reasons, and the count of all', async () => {
  const entries = Array.from({ length: 25 }, (_, index) => failed(index + 1, `reason ${index}`));
  const { report } = await summarise(task(...entries));
  const reasons = report.failure?.split('; ') ?? [];
  expect(reasons).toHaveLength(20);
  expect(reasons.at(0)).toBe('status[0]: code 1: reason 0');
  expect(reasons.at(-1)).toBe('status[19]: code 20: reason 19');
  expect(report.errorCount).toBe(25);
});

test('none of them: nothing says that the task failed, it has no result yet', async () => {
  await expect(summarise(task())).rejects.toThrow(new Malformed('a Hive task without results'));
});

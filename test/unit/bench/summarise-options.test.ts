import { expect, test } from 'vitest';
import { readPipelineOptions } from '../../../bench/pipeline/options.ts';
import { INPUT_KINDS } from '../../../bench/summarise/inputs.ts';
import { readSummariseOptions } from '../../../bench/summarise/options.ts';

test('every kind of result in every size, unless told otherwise', () => {
  const sizesBytes = [1e6, 10e6, 100e6, 500e6, 2e9];
  expect(readSummariseOptions([])).toEqual({ sizesBytes, kinds: [...INPUT_KINDS], rounds: undefined });
  expect(readSummariseOptions(['--sizes', '1,10', '--only', 'hume-face', '--rounds', '2'])).toEqual({
    sizesBytes: [1e6, 10e6],
    kinds: ['hume-face'],
    rounds: 2,
  });
  expect(readPipelineOptions([])).toEqual({ sizesBytes: [1e3, 1e6, 10e6, 100e6, 1e9], rounds: undefined });
  expect(readPipelineOptions(['--sizes', '5KB,2GB', '--rounds', '1'])).toEqual({ sizesBytes: [5e3, 2e9], rounds: 1 });
});

test.each([
  ['--sizes', '0'],
  ['--sizes', '1,'],
  ['--sizes', '1MB'],
  ['--only', 'hume'],
  ['--rounds', '0'],
  ['--size', '1'],
])('summarise: %s %s is refused', (...argv) => {
  expect(() => readSummariseOptions(argv)).toThrow(/^.+$/m);
});

test.each([
  ['--sizes', '10'],
  ['--sizes', '0MB'],
  ['--sizes', '1TB'],
  ['--rounds', 'many'],
  ['--only', 'hume-face'],
])('pipeline: %s %s is refused', (...argv) => {
  expect(() => readPipelineOptions(argv)).toThrow(/^.+$/m);
});

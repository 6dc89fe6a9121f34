import { expect, test } from 'vitest';
import { MAX_SCORES } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeTypescriptKernel } from '../../../../lib/summaries/in-place/typescript-kernel.ts';
import { makeFindGaps } from '../../../../lib/summaries/in-place/value-gaps.ts';
import { put, textOf } from '../../../support/kernels.ts';

const kernel = makeTypescriptKernel();
const findGaps = makeFindGaps(kernel);

function gapsOf(json: string, before = 0): string[] {
  const end = put(kernel, json, 5);
  const count = findGaps(5, end, before);
  return Array.from({ length: count - before }, (_, index) => {
    const gap = 2 * (before + index);
    return textOf(kernel.window, kernel.gaps[gap], kernel.gaps[gap + 1]);
  });
}

test.each([
  ['0', ['0']],
  ['-1.5e+3', ['-1.5e+3']],
  ['"They"', ['They']],
  ['""', ['']],
  ['"a\\"1\\\\"', ['a\\"1\\\\']],
  ['null', []],
  ['true', []],
  ['[]', []],
  ['{"begin":0.25,"end":1 }', ['0.25', '1']],
  ['[ {"name":"A 1","score":-0} ,{"name":"B\\"2","score":1E2\n}]', ['-0', '1E2']],
  ['[[1,2],["3",false],4]', ['1', '2', '4']],
])('of %s they are its numbers, and the text that it is', (json, gaps) => {
  expect(gapsOf(json)).toEqual(gaps);
  expect(gapsOf(json, 17)).toEqual(gaps);
});

test('they end where the kernel has no more room', () => {
  const many = JSON.stringify(Array.from({ length: 20 }, (_, index) => index));
  expect(gapsOf(many, MAX_SCORES - 3)).toEqual(['0', '1', '2']);
  expect(gapsOf('"text"', MAX_SCORES)).toEqual([]);
});

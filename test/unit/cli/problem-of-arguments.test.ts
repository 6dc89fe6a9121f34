import { parseArgs } from 'node:util';
import { expect, test } from 'vitest';
import { isOfParseArgs, problemOfArguments } from '../../../cli/problem-of-arguments.ts';

function refusalOf(args: string[], allowPositionals = true): unknown {
  try {
    parseArgs({ args, allowPositionals, options: { ref: { type: 'string' }, quick: { type: 'boolean', short: 'q' } } });
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

test.each([
  [['--port', '99'], "Unknown option '--port'"],
  [['--ref'], "Option '--ref <value>' argument missing"],
  [['--ref', '-5'], '--ref: a value that begins with a dash is written --ref=-…'],
  [['--quick=1'], "Option '-q, --quick' does not take an argument"],
])('of %j the first sentence is told, without advice', (args, problem) => {
  const refusal = refusalOf(args);
  expect(problemOfArguments(refusal)).toBe(problem);
  expect(isOfParseArgs(refusal)).toBe(true);
});

test('of an argument too many as well', () => {
  expect(problemOfArguments(refusalOf(['nope'], false))).toMatch(/^Unexpected argument 'nope'/);
});

test('any other error says what it says', () => {
  const error = new Error('PORT: must be a whole number. Really.');
  expect(problemOfArguments(error)).toBe('PORT: must be a whole number. Really.');
  expect(isOfParseArgs(error)).toBe(false);
});

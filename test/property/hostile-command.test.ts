import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { DEFAULT_RUNS, readFuzzOptions } from '../support/hostile/fuzz-options.ts';
import { shareOf, targets } from '../support/hostile/targets.ts';

test('npm run fuzz takes a number of cases and a seed', () => {
  expect(readFuzzOptions([])).toEqual({ runs: DEFAULT_RUNS, seed: expect.any(Number) });
  expect(readFuzzOptions(['--runs', '100', '--seed', '7'])).toEqual({ runs: 100, seed: 7 });
  expect(readFuzzOptions(['--seed', '0'])).toMatchObject({ seed: 0 });
  expect(readFuzzOptions(['--help'])).toBe('help');
});

test.each([
  ['--run'],
  ['100'],
  ['--runs'],
  ['--runs', '0'],
  ['--runs', '-1'],
  ['--seed', 'x'],
  ['--runs', '1', 'more'],
])('%s %s is refused in one line', (...argv) => {
  expect(() => readFuzzOptions(argv)).toThrow(/^.+$/);
});

test('an unknown option ends it with 2, a sentence and the usage', async () => {
  const { code, stdout, stderr } = await runCommand('test/fuzz.ts', ['--cases', '3']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^npm run fuzz does not know --cases\n\nUsage: npm run fuzz/);
});

test('without options it throws at least 10,000 cases', () => {
  const cases = targets.map((target) => shareOf(target, DEFAULT_RUNS)).reduce((sum, share) => sum + share, 0);
  expect(cases).toBeGreaterThanOrEqual(10_000);
});

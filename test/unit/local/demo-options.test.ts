import { expect, test } from 'vitest';
import { readDemoOptions } from '../../../local/demo-options.ts';

test('without arguments nothing goes wrong; --faults takes a seed, or makes one', () => {
  expect(readDemoOptions([])).toEqual({ faultSeed: undefined });
  expect(readDemoOptions(['--faults', '42'])).toEqual({ faultSeed: '42' });
  expect(readDemoOptions(['--faults'])).toEqual({ faultSeed: expect.stringMatching(/^[0-9a-f]{6}$/) });
  expect(readDemoOptions(['--help'])).toBe('help');
  expect(readDemoOptions(['-h'])).toBe('help');
});

test.each([['--fault'], ['42'], ['--faults', '--seed'], ['--faults', '42', '43'], ['--faults', '']])(
  '%s %s is refused in one line',
  (...argv) => {
    const refused = () => readDemoOptions(argv);
    expect(refused).toThrow(/^.+$/);
  },
);

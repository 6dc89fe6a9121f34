import { expect, test } from 'vitest';
import { readDemoOptions } from '../../../local/demo-options.ts';

test('without arguments nothing goes wrong; --faults takes a seed, or makes one', () => {
  expect(readDemoOptions([], {})).toEqual({ faultSeed: undefined });
  expect(readDemoOptions(['--faults', '42'], {})).toEqual({ faultSeed: '42' });
  expect(readDemoOptions(['--faults', 'a-b.C_1'], {})).toEqual({ faultSeed: 'a-b.C_1' });
  expect(readDemoOptions(['--faults'], {})).toEqual({ faultSeed: expect.stringMatching(/^[0-9a-f]{6}$/) });
});

test.each([[['--help']], [['-h']], [['--faults', '--help']], [['--faults', '42', '-h']], [['nonsense', '--help']]])(
  '%j asks how it is used',
  (argv) => expect(readDemoOptions(argv, {})).toBe('help'),
);

test('--faults without the -- before it went to npm: what was meant is said, and nothing runs', () => {
  const forNpm = { npm_config_faults: 'true' };
  const meant = 'did you mean `npm run demo -- --faults`?';
  expect(() => readDemoOptions([], forNpm)).toThrow(meant);
  expect(() => readDemoOptions(['42'], forNpm)).toThrow(meant);
  expect(readDemoOptions(['--faults', '42'], forNpm)).toEqual({ faultSeed: '42' });
});

test.each(['', 'a b', "it's", '$(date)', 'é', 'x'.repeat(41)])(
  'a seed that no shell line can carry is refused: %j',
  (seed) => {
    expect(() => readDemoOptions(['--faults', seed], {})).toThrow(/^a seed is 1 to 40 /);
  },
);

test.each([['--fault'], ['42'], ['--faults', '--seed'], ['--faults', '42', '43']])(
  '%s %s is refused in one line',
  (...argv) => {
    const refused = () => readDemoOptions(argv, {});
    expect(refused).toThrow(/^.+$/);
  },
);

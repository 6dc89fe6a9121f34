/** Which numbers every kernel reads, and which it leaves to `JSON.parse`. At random: test/property/in-place-kernel-numbers. */
import { describe, expect, test } from 'vitest';
import { kernels, makeReadNumber } from '../../../support/kernels.ts';

describe.each(kernels)('$kind', ({ makeKernel }) => {
  test.each([
    ...[
      '0',
      '-0',
      '0.0',
      '-0.000',
      '0e5',
      '0E-999999999999',
      '1',
      '-1',
      '0.1',
      '1.303',
      '3',
      '10',
      '100000',
      '1e2',
      '2E+3',
    ],
    ...['0.10722749680280685', '0.9994111061096191', '1.2345678901234567e-05', '0.00012345678901234567', '4.9e-20'],
    ...['9007199254740991', '-9007199254740991', '1.401298464324817e-45', '1187.885986328125', '0.30000001192092896'],
    ...['1234567890.123456789', '0.1234567890123456789', '0.500000000000000000', '12345.6789e10'],
  ])('the number %s is what JSON.parse says', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBe(JSON.parse(text));
  });

  test.each([
    ...[
      '',
      '-',
      '+1',
      '01',
      '-01',
      '00',
      '1.',
      '.5',
      '1.e1',
      '1e',
      '1e+',
      '1e1.5',
      '0x1',
      '1_0',
      'Infinity',
      '--1',
      '1-',
    ],
  ])('%j is no number', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBeUndefined();
  });

  test.each([
    ...[
      '9007199254740992',
      '-9007199254740992',
      '9007199254740993',
      '123456789012345678',
      '1e16',
      '1e400',
      '-1e-400',
      '5e-324',
      '0.1000000000000000055511151231257827021181583404541015625',
    ],
  ])('%s is left to JSON.parse', (text) => {
    expect(makeReadNumber(makeKernel)(text)).toBeUndefined();
  });
});

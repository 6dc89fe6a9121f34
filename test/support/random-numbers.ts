/** Numbers at random, spelled in every way, with the corners of IEEE 754 among them. The same for the same seed. */

export type Random = () => number;

/** Numbers in 0..1. */
export function makeRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)] as T;
}

const double = new DataView(new ArrayBuffer(8));

function doubleOf(upper: number, lower: number): number {
  double.setInt32(0, upper);
  double.setInt32(4, lower);
  const value = double.getFloat64(0);
  return Number.isFinite(value) ? value : 0;
}

const anyBits = (random: Random): number => below(random, 2 ** 32);

/** The doubles next to one, and itself. */
function nearby(random: Random, value: number): number {
  double.setFloat64(0, value);
  double.setBigInt64(0, double.getBigInt64(0) + BigInt(below(random, 5) - 2));
  const near = double.getFloat64(0);
  return Number.isFinite(near) ? near : value;
}

/** What vendors write: a share of one, often widened from single precision, some small, some above 1. */
export function anyScore(random: Random): number {
  // Down to 10^-39, where single precision ends.
  const share = random() ** oneOf(random, [1, 1, 2, 4]);
  const score = random() < 0.1 ? share * 40 : share;
  return random() < 0.5 ? Math.fround(score) : score;
}

/** Any double: of any bits, whole, small, next to a power of two or ten, without a normal exponent, zero. */
export function anyDouble(random: Random): number {
  const kinds: readonly (() => number)[] = [
    () => doubleOf(anyBits(random), anyBits(random)),
    // Between 2^-72 and 2^72, where kernels read.
    () => doubleOf(((1023 - 72 + below(random, 144)) << 20) | below(random, 2 ** 20), anyBits(random)),
    () => anyScore(random),
    () => nearby(random, 2 ** (below(random, 2098) - 1074)),
    () => nearby(random, 2 ** (below(random, 140) - 70)),
    () => nearby(random, Number(`1e${below(random, 632) - 323}`)),
    () => nearby(random, Number(`1e${below(random, 90) - 45}`)),
    () => 2 ** 53 + below(random, 65) - 32,
    () => (2 ** 53 + below(random, 2 ** 40)) * 2 ** below(random, 12),
    () => below(random, 2 ** 31),
    () => below(random, 2 ** 53) / 10 ** below(random, 23),
    () => doubleOf(below(random, 2) * 2 ** 31, below(random, 2 ** 31)),
    () => oneOf(random, [0, -0, 5e-324, Number.MIN_VALUE, 2.2250738585072014e-308, Number.MAX_VALUE, 1, 0.5, 0.1]),
  ];
  const value = oneOf(random, kinds)();
  return random() < 0.2 ? -value : value;
}

/** In one of the ways in which programs write a double: as short as can be, with so many digits, with an exponent. */
export function spelledDouble(random: Random, value: number): string {
  const digits = 15 + below(random, 6);
  const plain = Object.is(value, -0) ? '-0' : String(value);
  const spellings: readonly (() => string)[] = [
    () => plain,
    () => value.toPrecision(digits),
    () => value.toExponential(digits - 1),
    () => value.toExponential(),
    () => (Math.abs(value) < 1e21 ? value.toFixed(digits) : plain),
  ];
  const text = oneOf(random, spellings)().replace('+', () => oneOf(random, ['+', '', '+0']));
  return random() < 0.2 ? text.toUpperCase() : text;
}

/** Digits at random: so many of them, the point and the exponent anywhere. */
export function anyDecimal(random: Random): string {
  const digits = Array.from({ length: 1 + below(random, 24) }, () => below(random, 10)).join('');
  const whole = digits.slice(0, below(random, digits.length + 1)).replace(/^0+/, '') || '0';
  const fraction = oneOf(random, ['', '0', '000', '0000000']) + digits.slice(below(random, digits.length));
  const trailing = random() < 0.1 ? '0'.repeat(below(random, 30)) : '';
  const exponent = random() < 0.5 ? '' : oneOf(random, ['e', 'E']) + oneOf(random, ['', '-', '+']) + below(random, 90);
  return `${random() < 0.1 ? '-' : ''}${whole}.${fraction}${trailing}${exponent}`;
}

/**
 * The number exactly between two doubles, and numbers next to it: where a reader that errs by the least errs. All of its
 * digits, or the first 15 to 20 of them, or those and one more or less in the last place.
 */
export function anyTie(random: Random): string {
  const mantissa = BigInt(2 ** 52 + below(random, 2 ** 52));
  const scale = below(random, 140) - 80;
  // (mantissa + 1/2) × 2^scale as a whole number and a power of ten.
  const odd = 2n * mantissa + 1n;
  const power = scale - 1;
  const digits = power >= 0 ? odd << BigInt(power) : odd * 5n ** BigInt(-power);
  const exponent = Math.min(power, 0);
  if (random() < 0.3) return `${digits + BigInt(below(random, 3) - 1)}e${exponent}`;
  const text = String(digits);
  const kept = Math.min(text.length, 15 + below(random, 6));
  const shortened = BigInt(text.slice(0, kept)) + BigInt(below(random, 3) - 1);
  return `${shortened}e${exponent + text.length - kept}`;
}

/** The same number with the point elsewhere and the exponent that makes up for it. */
export function withPointMoved(random: Random, text: string): string {
  const [, sign = '', digits = '', exponent = '0'] = /^(-?)(\d+)e(-?\d+)$/.exec(text) ?? [];
  if (digits === '' || digits === '0') return text;
  const places = below(random, digits.length + 5);
  const padded = digits.padStart(places + 1, '0');
  const [whole, fraction] = [padded.slice(0, padded.length - places), padded.slice(padded.length - places)];
  const left = Number(exponent) + places;
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${left === 0 ? '' : `e${left}`}`;
}

/** Seeded numbers, so that one seed gives the same bytes on every machine. The generator is sfc32 (C. Doty-Humphrey). */
import { createHash } from 'node:crypto';

export type Random = {
  /** 0 inclusive to 1 exclusive, in steps of 2^-32. */
  next(): number;
  between(low: number, high: number): number;
  /** Both ends included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Throws RangeError on an empty list. */
  pick<T>(values: readonly T[]): T;
  hex(digits: number): string;
  /** A version-4 UUID by its form. */
  uuid(): string;
};

/** The same seed parts, in the same order, give the same numbers; any other parts give unrelated ones. */
export function makeRandom(...seed: readonly (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(seed)).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  const between = (low: number, high: number) => low + next() * (high - low);
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));

  function pick<T>(values: readonly T[]): T {
    const index = integer(0, values.length - 1);
    for (const value of values.slice(index, index + 1)) return value;
    throw new RangeError('nothing to pick from');
  }

  const hex = (digits: number) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join('');

  return {
    next,
    between,
    integer,
    chance: (probability) => next() < probability,
    pick,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`,
  };
}

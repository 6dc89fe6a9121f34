import { describe, expect, test } from 'vitest';
import { changeKept } from '../../../lib/platform/compare-and-set.ts';
import { Retryable } from '../../../lib/platform/errors.ts';

type Tally = { revision: number; total: number };

/** One record, and writers that are faster: each before one of the writes that are tried. */
function makeStore(kept?: Tally, fasterTotals: number[] = []) {
  const tried: (number | null)[] = [];
  const store = {
    read: async (_: string) => structuredClone(kept),
    write: async (value: Tally, ifRevision: number | null): Promise<'written' | 'conflict'> => {
      tried.push(ifRevision);
      const total = fasterTotals.shift();
      if (total !== undefined) kept = { total, revision: (kept?.revision ?? 0) + 1 };
      if ((kept?.revision ?? null) !== ifRevision) return 'conflict';
      kept = { ...value, revision: (ifRevision ?? 0) + 1 };
      return 'written';
    },
  };
  return { store, tried, kept: () => kept };
}

const add = (amount: number) => (kept?: Tally) => ({
  value: { revision: kept?.revision ?? 0, total: (kept?.total ?? 0) + amount },
  answer: kept?.total ?? 'none',
});

describe('changing a kept record', () => {
  test('writes the first over nothing, and what follows over what was read', async () => {
    const { store, tried, kept } = makeStore();
    expect(await changeKept(store, 'tally', add(2))).toBe('none');
    expect(await changeKept(store, 'tally', add(3))).toBe(2);
    expect(kept()).toEqual({ revision: 2, total: 5 });
    expect(tried).toEqual([null, 1]);
  });

  test('decides again on what is then true when someone was faster, and answers by that', async () => {
    const { store, tried, kept } = makeStore({ revision: 7, total: 10 }, [20, 30]);
    expect(await changeKept(store, 'tally', add(1))).toBe(30);
    expect(kept()).toEqual({ revision: 10, total: 31 });
    expect(tried).toEqual([7, 8, 9]);
  });

  test('leaves a record as it is that it has no value for, also when that turns out only after a conflict', async () => {
    const { store, tried, kept } = makeStore({ revision: 7, total: 10 }, [20]);
    const addOnce = (was?: Tally) => (was?.total === 10 ? add(1)(was) : { answer: 'too late' });
    expect(await changeKept(store, 'tally', addOnce)).toBe('too late');
    expect(kept()).toEqual({ revision: 8, total: 20 });
    expect(tried).toEqual([7]);
  });

  test('by many at once loses none of the changes', async () => {
    const { store, kept } = makeStore();
    await Promise.all(Array.from({ length: 50 }, () => changeKept(store, 'tally', add(1))));
    expect(kept()).toEqual({ revision: 50, total: 50 });
  });

  test('that keeps changing is given up for now, in a bounded number of rounds', async () => {
    const { store, tried } = makeStore(
      undefined,
      Array.from({ length: 1000 }, () => 1),
    );
    await expect(changeKept(store, 'tally', add(1))).rejects.toThrow(Retryable);
    expect(tried.length).toBeGreaterThan(50);
    expect(tried.length).toBeLessThan(1000);
  });

  test.each(['read', 'write'])('fails as its store does: %s', async (verb) => {
    const outage = new Retryable('AWS failed');
    const { store } = makeStore();
    await expect(changeKept({ ...store, [verb]: () => Promise.reject(outage) }, 'tally', add(1))).rejects.toBe(outage);
  });

  test('fails as the decision does, with nothing written', async () => {
    const { store, tried } = makeStore();
    const bug = new TypeError('undefined is not a function');
    const decide = () => {
      throw bug;
    };
    await expect(changeKept(store, 'tally', decide)).rejects.toBe(bug);
    expect(tried).toEqual([]);
  });
});

/** Doing several things at once, such that none goes on unseen behind a failure: Lambda freezes what is left over. */

/** Waits for all, whatever becomes of some; then throws the first failure, or answers in order. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(promises);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** At most `atOnce` at the same time; none is begun after a failure. */
export async function inBatches<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce) {
    await allOf(items.slice(start, start + atOnce).map(work));
  }
}

/** Runs what it is given, in that order, at most `atOnce` at the same time; the rest waits. */
export function makeQueue(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

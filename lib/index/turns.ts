/** Work on the same thing one after the other, whatever is done to others meanwhile. */

export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** What came first is done first, and well or not, the next is begun. */
export function makeTurns(): InTurn {
  const lastOf = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = lastOf.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    lastOf.set(key, mine);
    try {
      return await mine;
    } finally {
      if (lastOf.get(key) === mine) lastOf.delete(key);
    }
  };
}

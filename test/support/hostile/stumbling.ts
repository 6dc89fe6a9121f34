/** A dependency that fails: one of the calls that a function makes to its stores, queue and vendors. */

export type Stumbling = {
  /** Fails the call with that number, from 0 on; undefined: none. */
  failsAt: number | undefined;
  failure: Error;
  /** The calls so far, by name. */
  calls: string[];
  /** Whether a call has failed, and which. */
  failed: string | undefined;
};

export function makeStumbling(): Stumbling {
  return { failsAt: undefined, failure: new Error('nothing'), calls: [], failed: undefined };
}

function step(stumbling: Stumbling, call: string): void {
  const number = stumbling.calls.push(call) - 1;
  if (number !== stumbling.failsAt) return;
  stumbling.failed = call;
  throw stumbling.failure;
}

/** The port, every call to which may fail instead of being made. */
export function mayFail<T extends object>(stumbling: Stumbling, name: string, port: T): T {
  return new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      const call = `${name}.${String(key)}`;
      // The one call that hands out a port of its own and asks nothing of the store.
      if (key === 'replaceJob') {
        return (...given: unknown[]) => mayFail(stumbling, call, Reflect.apply(member, target, given) as object);
      }
      return async (...given: unknown[]) => {
        step(stumbling, call);
        return Reflect.apply(member, target, given);
      };
    },
  });
}

/** One run of a function, which can be stopped before and after each of its calls, as Lambda stops one: for good. */
import { Retryable } from '../../../lib/platform/errors.ts';

/** Before or after a call to a store, a queue or a vendor. */
export type Point = { invocation: string; moment: 'before' | 'after'; call: string };

/**
 * `fails`: the call is not made, or its answer is lost; the caller hears of it, and may live on. `sleeps`: to the rest
 * of the world it is as if it had died, until it is woken and goes on. `is out of time`: it goes on, and is told to stop.
 */
export type Fate = 'goes on' | 'dies' | 'fails' | 'sleeps' | 'is out of time';

/** Asked at every point, as often as it is reached. It may take its time. */
export type Reach = (point: Point) => Promise<Fate>;

/** Makes a call, if the invocation still lives, and hands its answer on, if it lives then. */
export type Pass = <Answer>(call: string, perform: () => Promise<Answer>) => Promise<Answer>;

export type Outcome<Answer> = { ended: Answer } | 'died';

export type Invocation = {
  name: string;
  pass: Pass;
  /** Aborted once it is out of time. */
  signal: AbortSignal;
  /** The calls that were made so far, in their order. */
  calls: string[];
  die(): void;
  /** Where it sleeps, it goes on, and ends. */
  wake(): Promise<void>;
  run<Answer>(work: () => Promise<Answer>): Promise<Outcome<Answer>>;
};

export function makeInvocation(name: string, reach: Reach): Invocation {
  const death = Promise.withResolvers<'died'>();
  const sleep = Promise.withResolvers<void>();
  const outOfTime = new AbortController();
  let ended: Promise<unknown> = Promise.resolve();
  let isAsleep = false;
  const calls: string[] = [];
  let isDead = false;

  const die = () => {
    isDead = true;
    death.resolve('died');
  };
  const live = async (moment: Point['moment'], call: string) => {
    const fate = isDead ? 'dies' : await reach({ invocation: name, moment, call });
    if (fate === 'dies') die();
    if (fate === 'is out of time') outOfTime.abort();
    // Whoever awaits this awaits it for ever: nothing of a dead process goes on.
    if (isDead) await new Promise(() => {});
    if (fate === 'sleeps') {
      isAsleep = true;
      death.resolve('died');
      await sleep.promise;
    }
    if (fate === 'fails') throw new Retryable(`no luck with ${call}`);
  };

  return {
    name,
    signal: outOfTime.signal,
    calls,
    die,
    pass: async (call, perform) => {
      await live('before', call);
      calls.push(call);
      try {
        return await perform();
      } finally {
        await live('after', call);
      }
    },
    wake: async () => {
      if (!isAsleep) return;
      sleep.resolve();
      await ended;
    },
    run: (work) => {
      const working = work().then((answer) => ({ ended: answer }));
      ended = working.catch(() => {});
      return Promise.race([working, death.promise]);
    },
  };
}

/** The port with each of its verbs passed through the invocation, under the port's name. */
export function passing<Port extends object>(port: Port, name: string, pass: Pass): Port {
  return new Proxy(port, {
    get: (target, verb) => {
      const member = Reflect.get(target, verb);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => pass(`${name}.${String(verb)}`, async () => member.apply(target, given));
    },
  });
}

/** The stream, each chunk a call. */
export async function* passingChunks(stream: AsyncIterable<Uint8Array>, call: string, pass: Pass) {
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done = false, value } = await pass(call, async () => chunks.next());
    if (done) return;
    yield value;
  }
}

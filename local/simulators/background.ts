/** Work that goes on after an answer was sent, and must not outlive its simulator. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Background = {
  /** Starts the work now. `pause` waits, and the signal aborts, when the simulator stops. */
  run(work: (pause: (delayMs: number) => Promise<void>, signal: AbortSignal) => Promise<void>): void;
  /** Ends every pause and aborts every callback; resolves when nothing is left. Throws what a piece of work threw. */
  stop(): Promise<void>;
};

export function makeBackground(): Background {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const { signal } = stopping;

  return {
    run(work) {
      const task = work((delayMs) => sleep(delayMs, undefined, { signal }), signal)
        .catch((error: unknown) => {
          if (!signal.aborted) failures.push(error);
        })
        .finally(() => running.delete(task));
      running.add(task);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      if (failures.length > 0) throw new AggregateError(failures, 'a simulator failed in the background');
    },
  };
}

/** Work that goes on after an answer was sent, and must not outlive its simulator. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Background = {
  /** Waits; rejects when the simulator stops. */
  pause(delayMs: number): Promise<void>;
  /** Aborts when the simulator stops. */
  signal: AbortSignal;
  /** Starts the work now. The promise, which need not be awaited, resolves when it is over, however it ended. */
  run(work: () => Promise<void>): Promise<void>;
  /** Whether no work is under way. */
  isIdle(): boolean;
  /** Ends every pause and aborts every callback; resolves when nothing is left. Throws what a piece of work threw. */
  stop(): Promise<void>;
};

export function makeBackground(): Background {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const { signal } = stopping;

  return {
    signal,
    pause: (delayMs) => sleep(delayMs, undefined, { signal }),
    run(work) {
      const task = work()
        .catch((error: unknown) => {
          if (!signal.aborted) failures.push(error);
        })
        .finally(() => running.delete(task));
      running.add(task);
      return task;
    },
    isIdle: () => running.size === 0,
    async stop() {
      stopping.abort();
      await Promise.all(running);
      if (failures.length > 0) throw new AggregateError(failures, 'a simulator failed in the background');
    },
  };
}

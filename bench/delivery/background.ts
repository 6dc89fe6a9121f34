/** What goes on beside the submissions: sweeps, readings of Hume's list, and the killing of workers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalVerdex } from '../../local/local-verdex.ts';

/** The schedule's minute, shortened: a benchmark cannot wait as long as a service can. */
export const SWEEP_EVERY_MS = 10_000;
/** Every four hours by itself; here on demand. */
const LIST_EVERY_MS = 30_000;
const KILL_EVERY_MS = 5_000;
const KILLED_FUNCTIONS = ['process-job', 'process-job', 'receive-callback'] as const;

export type Background = {
  /** When the list was asked for, epoch milliseconds. */
  readonly listReadingsAtMs: readonly number[];
  /** By function. */
  readonly killed: Readonly<Record<string, number>>;
  stopKilling(): void;
  /** Resolves when nothing goes on any more. Throws what a part of it threw. */
  stop(): Promise<void>;
};

export function startBackground(verdex: LocalVerdex): Background {
  const ending = new AbortController();
  const killing = new AbortController();
  const failures: unknown[] = [];
  const listReadingsAtMs: number[] = [];
  const killed: Record<string, number> = {};
  const going = [
    every(SWEEP_EVERY_MS, ending.signal, () => verdex.stack.invokeSchedule('sweep-jobs')),
    every(LIST_EVERY_MS, ending.signal, async () => {
      listReadingsAtMs.push(Date.now());
      await askForHumeList(verdex);
    }),
    every(KILL_EVERY_MS, killing.signal, async (round) => {
      const functionName = KILLED_FUNCTIONS[round % KILLED_FUNCTIONS.length] ?? 'process-job';
      if (await killSoon(verdex, functionName)) killed[functionName] = (killed[functionName] ?? 0) + 1;
    }),
  ].map((task) => task.catch((error: unknown) => failures.push(error)));

  return {
    listReadingsAtMs,
    killed,
    stopKilling: () => killing.abort(),
    async stop() {
      killing.abort();
      ending.abort();
      await Promise.all(going);
      if (failures.length > 0) throw new AggregateError(failures, 'a part of the benchmark itself failed');
    },
  };
}

async function askForHumeList({ stack, token }: LocalVerdex): Promise<void> {
  const response = await fetch(`${stack.url}/vendors/hume/adoptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`asking for Hume’s list was answered ${response.status}: ${text}`);
}

/** A worker is busy for milliseconds: looked for until there is one, or a second is over. */
async function killSoon(verdex: LocalVerdex, functionName: string): Promise<boolean> {
  for (let look = 0; look < 200; look += 1) {
    if (await verdex.stack.killBusy(functionName)) return true;
    await sleep(5);
  }
  return false;
}

/** Until the signal; a turn that takes longer delays the next. Rejects when a turn does. */
async function every(
  intervalMs: number,
  signal: AbortSignal,
  turn: (round: number) => Promise<unknown>,
): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    await sleep(intervalMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await turn(round);
  }
}

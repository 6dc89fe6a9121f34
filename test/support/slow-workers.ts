/** Workers in memory that have time for so many files of a result, or come upon one that cannot be written. */
import type { JobName } from '../../lib/summaries/job-name.ts';
import { makeVerdex } from './verdex-in-memory.ts';

/** `failureOf`: what becomes of a file when it is put; undefined where it is written. */
export function makeSlowWorkers(failureOf: (identity: string) => Error | undefined = () => undefined) {
  const verdex = makeVerdex({ filesAtOnce: 1 });
  const { replaceJob } = verdex.index;
  /** Keys of files, as often as they were put. */
  const puts: string[] = [];
  let stop: (() => void) | undefined;
  let left = 0;
  verdex.index.replaceJob = (...given) => {
    const writing = replaceJob(...given);
    return {
      ...writing,
      put: async (summary) => {
        const failure = failureOf(summary.identity);
        if (failure !== undefined) throw failure;
        puts.push(summary.identity);
        left -= 1;
        if (left === 0) stop?.();
        return writing.put(summary);
      },
    };
  };

  async function work(name: JobName, files = Number.POSITIVE_INFINITY): Promise<void> {
    const worker = new AbortController();
    stop = () => worker.abort();
    left = files;
    await verdex.process(name, worker.signal);
  }

  return { ...verdex, puts, work };
}

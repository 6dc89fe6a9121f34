/** Hive's results read in place, by each kernel, beside the same results cut out and parsed. */
import { makeKernels } from '../../lib/summaries/in-place/kernels.ts';
import type { KernelSource } from '../../lib/summaries/in-place/with-kernel.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { summarisingHiveWith } from '../../lib/vendors/hive/summarise.ts';
import { summarised } from './result-bytes.ts';

/** What is said of a result, or the error that it is refused with, in its own words. */
export type Outcome = Awaited<ReturnType<typeof summarised>> | { refused: string };

/** How often lists of classes were read in place. */
export type ListsRead = { walked: number; learned: number };

/** Counts what the kernels do for it, in `read`. */
function counting({ takeKernel, giveBack }: KernelSource, read: ListsRead): KernelSource {
  return {
    takeKernel: () => {
      const kernel = takeKernel();
      const walkList: typeof kernel.walkList = (...args) => {
        const after = kernel.walkList(...args);
        if (after >= 0) read.walked += 1;
        return after;
      };
      const readLearned: typeof kernel.readLearned = (...args) => {
        const after = kernel.readLearned(...args);
        if (after >= 0) read.learned += 1;
        return after;
      };
      return Object.create(kernel, { walkList: { value: walkList }, readLearned: { value: readLearned } });
    },
    giveBack: (counted) => giveBack(Object.getPrototypeOf(counted)),
  };
}

async function outcomeOf(kernels: KernelSource | undefined, pieces: readonly Uint8Array[]): Promise<Outcome> {
  try {
    return await summarised(summarisingHiveWith(kernels)(DEFAULT_POLICY), pieces, { jobId: 'job-1' });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: `${error.name}: ${error.message}` };
  }
}

export type BothWays = {
  /** Without a kernel: everything is cut out and parsed. */
  parsed(pieces: readonly Uint8Array[]): Promise<Outcome>;
  inPlace: { kind: string; read: ListsRead; summarise(pieces: readonly Uint8Array[]): Promise<Outcome> }[];
};

export function bothWays(): BothWays {
  return {
    parsed: (pieces) => outcomeOf(undefined, pieces),
    inPlace: (['typescript', 'webassembly'] as const).map((kind) => {
      const read = { walked: 0, learned: 0 };
      const kernels = counting(makeKernels(kind), read);
      return { kind, read, summarise: (pieces) => outcomeOf(kernels, pieces) };
    }),
  };
}

/** Which kernel reads: the one in WebAssembly where it can be made, else the one in TypeScript. */
import type { Kernel } from './kernel.ts';
import { makeTypescriptKernel } from './typescript-kernel.ts';
import { makeWebassemblyKernel } from './webassembly-kernel.ts';
import type { KernelSource } from './with-kernel.ts';

/** Each keeps half a megabyte. A worker reads one result at a time, an import a few. */
const MAX_FREE_KERNELS = 4;

/**
 * Kernels to lend, each to one reader at a time: as many as are asked for, of which a few are kept for the next. Where a `kind`
 * is asked for, `takeKernel` throws if there is none.
 */
export function makeKernels(kind: Kernel['kind'] | 'fastest' = 'fastest'): KernelSource {
  const free: Kernel[] = [];
  return {
    takeKernel: () => free.pop() ?? makeKernelOf[kind](),
    giveBack: (kernel) => {
      // What it learned, walked and read is of one customer's result, and the next may be another's: nothing of
      // the one may be met in the other, not even by a defect.
      kernel.forget();
      if (free.length < MAX_FREE_KERNELS) free.push(kernel);
    },
  };
}

const makeKernelOf = {
  webassembly: makeWebassemblyKernel,
  typescript: makeTypescriptKernel,
  fastest: () => {
    try {
      return makeWebassemblyKernel();
    } catch {
      // No WebAssembly (`--jitless`), none with SIMD, or no memory for one more: the same answers, more slowly.
      return makeTypescriptKernel();
    }
  },
};

/** Those of this process. Nothing is compiled before the first is taken. */
export const { takeKernel, giveBack } = makeKernels();

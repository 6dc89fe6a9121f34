/** Lends a kernel for the time of one result: each has a window of its own, and remembers what it learned. */
import type { Kernel } from './kernel.ts';

export type KernelSource = { takeKernel(): Kernel; giveBack(kernel: Kernel): void };

/** The kernel is given back whatever becomes of the work. Without a source the work is done without one, the old way. */
export async function withKernel<Outcome>(
  source: KernelSource | undefined,
  work: (kernel: Kernel | undefined) => Promise<Outcome>,
): Promise<Outcome> {
  if (source === undefined) return work(undefined);
  const kernel = source.takeKernel();
  try {
    return await work(kernel);
  } finally {
    source.giveBack(kernel);
  }
}

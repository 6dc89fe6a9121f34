/** One measured run, in a process of its own, which loads nothing but its way. */
import { peakResidentBytes } from '../peak-memory.ts';
import type { Measurement, Mode, WorkerTask } from './messages.ts';

export type Work = (task: WorkerTask) => Promise<void>;

/** What takes place once in the life of a worker is done when these answer. */
const WAYS: Record<Mode, () => Promise<Work>> = {
  copy: async () => (await import('./copy-work.ts')).copyToS3,
  verdex: async () => (await import('./verdex-work.ts')).startProcessJob(),
  naive: async () => (await import('./naive-work.ts')).workNaively,
};

process.once('message', async (task: WorkerTask) => {
  const work = await WAYS[task.mode]();
  const startedAt = performance.now();
  await work(task);
  const measurement: Measurement = {
    seconds: (performance.now() - startedAt) / 1000,
    peakBytes: peakResidentBytes(),
  };
  process.send?.(measurement);
});

import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import type { Kernel } from '../../lib/summaries/in-place/kernel.ts';
import { makeKernels } from '../../lib/summaries/in-place/kernels.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { summarisingHiveWith } from '../../lib/vendors/hive/summarise.ts';
import { makeSummariseHume } from '../../lib/vendors/hume/summarise.ts';
import type { Reader } from './reader.ts';
import { readInChunks } from './segments.ts';
import { type FileTotals, HIVE } from './totals.ts';

/** With the kernel of that kind, whichever this machine would choose. */
export function makeVerdexReader(kind: Kernel['kind']): Reader {
  const kernels = makeKernels(kind);
  const summarise = { hume: makeSummariseHume(kernels), hive: summarisingHiveWith(kernels)(DEFAULT_POLICY) };
  return async (input, vendor, totals) => {
    const report = await summarise[vendor](readInChunks(input), { jobId: 'bench' }, async (file) => {
      totals.addFile(() => (vendor === 'hume' ? emotionsOf(file) : classesOf(file)));
    });
    if (report.files === 0 || report.errorCount > 0) throw new Error('not all of the result was read');
  };
}

function emotionsOf({ emotions }: FileSummary): FileTotals {
  return Object.fromEntries(
    Object.entries(emotions).map(([model, { predictions, all }]) => {
      const names = Object.entries(all).map(([name, { mean, max }]): [string, [number, number]] => [name, [mean, max]]);
      return [model, { predictions, names: Object.fromEntries(names) }];
    }),
  );
}

function classesOf({ moderation, coverage }: FileSummary): FileTotals {
  const names = Object.entries(moderation?.classes ?? {}).map(([name, { max }]): [string, [null, number | null]] => [
    name,
    [null, max],
  ]);
  return { [HIVE]: { predictions: coverage.indexed, names: Object.fromEntries(names) } };
}

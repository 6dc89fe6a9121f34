/**
 * What a job uses of AWS: the packaged functions carry jobs of each kind through the embedded stack, every request they
 * make is counted as AWS bills it, and a table of prices turns that into a month of so many files.
 */
import { packageService } from '../infra/package.ts';
import { loadTemplate, resourcesOfType } from '../local/template.ts';
import { say } from '../local/terminal.ts';
import { costOf, standingCost } from './scale/cost.ts';
import { type CountedStack, startCountedStack } from './scale/counted-stack.ts';
import { type HotKey, hotKeys } from './scale/hot-keys.ts';
import { JOB_KINDS, type JobKind, startVendors, type Vendors } from './scale/jobs.ts';
import { PRICES_AS_OF } from './scale/prices.ts';
import { type Counted, printScale } from './scale/print.ts';
import { mapCounts, meanOf, type Usage } from './scale/usage.ts';

/** Beside a first one, in which the functions start. Of an archive one will do: it is a thousand files. */
const JOBS_OF_A_KIND = 5;
/** Names of metrics in lib/platform/metrics.ts that a working deployment writes in a month. */
const METRICS = 10;

export async function benchScale(): Promise<void> {
  const { templatePath } = await packageService();
  await using started = new AsyncDisposableStack();
  const vendors = await startVendors();
  started.defer(() => vendors.stop());
  const stack = await startCountedStack(templatePath, vendors);
  started.defer(() => stack.stop());

  const counted: Counted[] = [];
  for (const kind of JOB_KINDS) {
    const perJob = await count(kind, stack, vendors);
    counted.push({ kind, perJob, perFile: costOf(mapCounts((name) => perJob.counts[name] / kind.files)) });
  }
  const alarms = resourcesOfType(await loadTemplate(templatePath), 'AWS::CloudWatch::Alarm').length;
  const standing = standingCost((await stack.sweep()).counts, { metrics: METRICS, alarms });
  const hot = hotKeysOf(counted);
  printScale(counted, standing, hot);
  const jobs = counted.map(({ kind: { name, files }, perJob, perFile }) => ({ name, files, perJob, perFile }));
  say(JSON.stringify({ bench: 'scale', node: process.version, pricesAsOf: PRICES_AS_OF, jobs, standing, hot }));
}

async function count(kind: JobKind, stack: CountedStack, vendors: Vendors): Promise<Usage> {
  await stack.carry(kind.vendor, await vendors.callbackOf(kind));
  const usages: Usage[] = [];
  const jobs = kind.files === 1 ? JOBS_OF_A_KIND : 1;
  for (let job = 0; job < jobs; job += 1) usages.push(await stack.carry(kind.vendor, await vendors.callbackOf(kind)));
  const mean = meanOf(usages);
  if (mean.counts.rows < kind.files) throw new Error(`${kind.name}: not every file has a row`);
  return mean;
}

function hotKeysOf(counted: readonly Counted[]): HotKey[] {
  const of = (index: string, files: number) =>
    Math.max(
      ...counted.filter(({ kind }) => kind.files === files).map(({ perJob }) => perJob.indexes[index]?.units ?? 0),
    );
  const largestRow = (index: string) =>
    Math.max(...counted.map(({ perJob }) => perJob.indexes[index]?.largestRow ?? 0));
  return hotKeys({
    emotionRow: largestRow('by-emotion'),
    severityRow: largestRow('by-severity'),
    due: of('due', 1),
    byStatus: of('by-status', 1),
  });
}

/** `verdex import`: results that were saved earlier, into a deployment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeImportDocument } from '../lib/imports/import-document.ts';
import { makeImportResults } from '../lib/imports/import-results.ts';
import { type ImportTally, makeImportTally } from '../lib/imports/import-tally.ts';
import { localSources } from '../lib/imports/local-sources.ts';
import { s3PlaceOf, s3Sources } from '../lib/imports/s3-saved-results.ts';
import type { Source } from '../lib/imports/source.ts';
import { problemOfStores } from '../lib/imports/store-problem.ts';
import { messageOf, Permanent, Retryable } from '../lib/platform/errors.ts';
import type { Operator } from '../lib/wire/operator.ts';
import { progressOf, reportOf } from './import-report.ts';
import { type ImportWish, parseImport } from './import-wish.ts';
import { INTERRUPTED, Interrupted, untilInterrupted } from './interruption.ts';
import { lookForStores, startOperator } from './operator.ts';
import { Problem } from './problem.ts';
import { makeProgress } from './progress.ts';

/** As often as the line could move. */
const PROGRESS_EVERY_MS = 100;
/** Answers 1 where anything was refused. Throws a Problem where the deployment cannot be used, with what was done until then. */
export async function importSaved(args: string[]): Promise<number> {
  const wish = parseImport(args);
  const operator = startOperator();
  const tally = makeImportTally();
  const startedAt = performance.now();
  const secondsSince = () => (performance.now() - startedAt) / 1000;
  const progress = makeProgress();
  const ticking = setInterval(() => progress.show(() => progressOf(tally, secondsSince())), PROGRESS_EVERY_MS);
  const interruption = untilInterrupted();
  try {
    await lookForStores(operator);
    await run(operator, wish, tally, interruption.signal);
  } catch (error) {
    clearInterval(ticking);
    progress.clear();
    if (tally.counts.documents > 0) sayReport();
    if (error instanceof Interrupted) {
      process.stderr.write('verdex: interrupted; the same command goes on where it stopped\n');
      return INTERRUPTED;
    }
    const problem = problemOfStores(error) ?? (isOfStores(error) ? messageOf(error) : undefined);
    throw problem === undefined ? error : new Problem(`stopped: ${problem}`);
  } finally {
    clearInterval(ticking);
    progress.clear();
    interruption.end();
    operator.s3.destroy();
  }
  sayReport();
  return tally.outcomes.refused > 0 ? 1 : 0;

  function sayReport(): void {
    process.stdout.write(reportOf(tally, { seconds: secondsSince(), isDryRun: wish.isDryRun }));
  }
}

async function run(operator: Operator, wish: ImportWish, tally: ImportTally, signal: AbortSignal): Promise<void> {
  const { jobs, ledger, rawStore, rawRanges, vendors, processJob, now } = operator;
  const { replace, isDryRun, jobId, ref } = wish;
  const vendor = vendors.get(wish.vendor);
  if (vendor === undefined) throw new Problem(`the deployment has no vendor ${wish.vendor}`);
  const importDocument = makeImportDocument({ jobs, ledger, rawStore, rawRanges, processJob, now, replace, isDryRun });
  const importResults = makeImportResults({
    vendors,
    importDocument,
    tally,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  });
  const found = sourcesOf(wish, operator);
  const sources = (jobId ?? ref) === undefined ? found : theOnlyOne(found);
  await importResults({ vendor, sources, said: { jobId, ref } }, signal);
}

async function* sourcesOf({ places }: ImportWish, { s3 }: Operator): AsyncGenerator<Source> {
  for (const place of places) {
    const ofS3 = s3PlaceOf(place);
    // npm moves to the project's folder; a path means where the user stands.
    yield* ofS3 === undefined ? localSources(place, process.env.INIT_CWD ?? process.cwd()) : s3Sources(s3, ofS3);
  }
}

/** Before anything is read: with two files nobody can say which of them is meant. */
async function* theOnlyOne(sources: AsyncGenerator<Source>): AsyncGenerator<Source> {
  const first = await sources.next();
  if (first.done) return;
  if (!(await sources.next()).done) throw new Problem('--job-id and --ref are for one document: give one file');
  yield first.value;
}

function isOfStores(error: unknown): boolean {
  return error instanceof Retryable || error instanceof Permanent || error instanceof Problem;
}

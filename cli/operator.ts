/** What the commands have in common that work on a deployment's tables and bucket by themselves. */
import { problemOfStores } from '../lib/imports/store-problem.ts';
import { isOfAws } from '../lib/platform/aws-errors.ts';
import { Permanent, Retryable } from '../lib/platform/errors.ts';
import type { Log } from '../lib/platform/log.ts';
import { type Operator, wireOperator } from '../lib/wire/operator.ts';
import { oneLine, Problem } from './problem.ts';

/** A command says by itself what became of its work; a worker's log lines would stand in between. */
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Throws a Problem that names every variable that is missing or wrong. */
export function startOperator(): Operator {
  try {
    return wireOperator({ log: SILENT, count: () => {} });
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

/**
 * What would otherwise be found out with the first job only, or with none: workers take such failures for passing, or for a
 * result that is lost. Throws what AWS says of a table or a bucket that is not there.
 */
export async function lookForStores({ jobs, queries, rawStore }: Operator): Promise<void> {
  const name = { vendor: 'any', jobId: 'any' };
  await jobs.read(name);
  await queries.filesOf(name, { limit: 1 });
  await rawStore.find('is-the-bucket-there', AbortSignal.timeout(10_000));
}

/** Runs what works on the deployment; what AWS refuses then is one sentence. */
export async function reachingAws<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw problemOfAws(error) ?? error;
  }
}

/** Undefined for an error that is not of AWS: a bug. */
function problemOfAws(error: unknown): Problem | undefined {
  const known = problemOfStores(error);
  if (known !== undefined) return new Problem(known);
  const said = error instanceof Permanent || error instanceof Retryable ? error.cause : error;
  if (!(said instanceof Error) || !isOfAws(said)) return undefined;
  return new Problem(`AWS cannot be used: ${said.name}: ${oneLine(said.message)}`);
}

/** What `verdex import` is told. */
import { parseArgs } from 'node:util';
import { s3PlaceOf } from '../lib/imports/s3-saved-results.ts';
import { MAX_REF_LENGTH } from '../lib/summaries/identity.ts';
import { callbackReaders } from '../lib/vendors/callback-readers.ts';
import { WrongUsage } from './problem.ts';

export type ImportWish = {
  vendor: string;
  places: readonly string[];
  jobId: string | undefined;
  ref: string | undefined;
  replace: boolean;
  isDryRun: boolean;
};

/** Throws WrongUsage, and what `parseArgs` throws. */
export function parseImport(args: string[]): ImportWish {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'job-id': { type: 'string' },
      ref: { type: 'string' },
      replace: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
    },
  });
  const [vendor, ...places] = positionals;
  if (vendor === undefined) throw new WrongUsage('import takes a vendor, and where its results are');
  const reader = callbackReaders.get(vendor);
  if (reader === undefined) {
    throw new WrongUsage(`there is no vendor ${vendor}; there are ${[...callbackReaders.keys()].join(' and ')}`);
  }
  if (places.length === 0) throw new WrongUsage('import takes files, folders, patterns, or s3://bucket/prefix');
  const { 'job-id': given, ref, replace = false, 'dry-run': isDryRun = false } = values;
  if (places.includes('') || ref === '') throw new WrongUsage('an empty file name or --ref says nothing');
  if (places.includes('-')) throw new WrongUsage('import reads files: give /dev/stdin for standard input');
  if (ref !== undefined && ref.length > MAX_REF_LENGTH) {
    throw new WrongUsage(`--ref: at most ${MAX_REF_LENGTH} characters`);
  }
  const jobId = given === undefined ? undefined : reader.jobIdOf(given);
  if (given !== undefined && jobId === undefined) throw new WrongUsage(`--job-id: no job id of ${vendor}`);
  if (places.length > 1 && (given ?? ref) !== undefined) {
    throw new WrongUsage('--job-id and --ref are for one document: give one file');
  }
  const badPlace = places.find((place) => place.startsWith('s3:') && s3PlaceOf(place) === undefined);
  if (badPlace !== undefined) throw new WrongUsage(`${badPlace}: written s3://bucket/prefix`);
  return { vendor, places, jobId, ref, replace, isDryRun };
}

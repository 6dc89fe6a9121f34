/** What Verdex makes of a Hive task. */
import type { FileSummary, Place } from '../../lib/summaries/file-summary.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { expectFound } from './oracle/expect-found.ts';
import { hiveOracle } from './oracle/hive-oracle.ts';
import { parsed } from './oracle/json.ts';
import { bytesOf, onlyFile, type Summarised, summarised } from './result-bytes.ts';

export function summarise(result: unknown, context = {}, policy = DEFAULT_POLICY): Promise<Summarised> {
  return summarised(makeSummariseHive(policy), bytesOf(result), context);
}

/** The one file of a task, which is also what a plain reading of it says. */
export async function fileReadTwice(result: unknown): Promise<FileSummary> {
  const bytes = bytesOf(result);
  const found = hiveOracle(parsed(bytes), {}, DEFAULT_POLICY);
  if (found === 'nothing is read') throw new Error('nothing is read');
  const whole = await summarised(makeSummariseHive(DEFAULT_POLICY), bytes);
  expectFound(whole, found, bytes);
  return onlyFile(whole);
}

export function moderationIn(result: Summarised) {
  const { moderation } = onlyFile(result);
  if (moderation === null) throw new Error('no moderation');
  return moderation;
}

export async function moderationOf(result: unknown, policy = DEFAULT_POLICY) {
  return moderationIn(await summarise(result, {}, policy));
}

/** Without the places in the raw bytes, which differ when the same is written another way. */
export function withoutBytes({ files, report }: Summarised): unknown {
  return JSON.parse(JSON.stringify({ files, report }, (key, value) => (key === 'bytes' ? undefined : value)));
}

/** What stands at the place in the raw bytes. */
export function elementAt(bytes: Uint8Array, place: Place | null | undefined): unknown {
  if (place?.bytes === undefined) throw new Error('no place in the bytes');
  return JSON.parse(Buffer.from(bytes.subarray(place.bytes.begin, place.bytes.end)).toString());
}

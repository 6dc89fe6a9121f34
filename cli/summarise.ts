/** `verdex summarise`: the code the pipeline runs, on a saved result, with nothing around it. */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Malformed, Permanent } from '../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../lib/vendors/vendor.ts';
import { Problem, WrongUsage } from './problem.ts';

const SUMMARISERS: Readonly<Record<string, Vendor['summarise']>> = {
  hume: summariseHume,
  hive: makeSummariseHive(DEFAULT_POLICY),
};

/** One JSON object a line on standard output. Throws a Problem when the input is not a result of that vendor. */
export async function summarise(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'job-id': { type: 'string' }, ref: { type: 'string' } },
  });
  const [vendor, file, ...rest] = positionals;
  if (vendor === undefined || file === undefined || rest.length > 0) {
    throw new WrongUsage('summarise takes a vendor and one file');
  }
  const { 'job-id': jobId, ref } = values;
  if ([file, jobId, ref].includes('')) throw new WrongUsage('an empty file name, --job-id or --ref says nothing');
  const summariser = Object.hasOwn(SUMMARISERS, vendor) ? SUMMARISERS[vendor] : undefined;
  if (summariser === undefined) throw new Problem(`there is no vendor ${vendor}; there are hume and hive`);
  await printSummaries(summariser, file, { jobId, ref });
  return 0;
}

async function printSummaries(
  summariser: Vendor['summarise'],
  file: string,
  known: { jobId: string | undefined; ref: string | undefined },
): Promise<void> {
  let draining: Promise<void> | undefined;
  const name = file === '-' ? 'standard input' : file;
  try {
    // npm moves to the project's folder; a path means where the user stands.
    const input = file === '-' ? process.stdin : createReadStream(resolve(process.env.INIT_CWD ?? '', file));
    const report = await summariser(uncompressed(input), known, async (summary) => {
      if (process.stdout.write(`${JSON.stringify(summary)}\n`)) return;
      draining ??= once(process.stdout, 'drain').then(() => {
        draining = undefined;
      });
      await draining;
    });
    if (report.failure !== undefined) throw new Problem(`${name}: ${report.failure}`);
    if (report.files === 0) process.stderr.write(`verdex: ${name}: a result with no files\n`);
  } catch (error) {
    if (error instanceof Malformed || error instanceof Permanent) throw new Problem(`${name}: ${error.message}`);
    if (error instanceof Error && 'syscall' in error) throw new Problem(`${name}: cannot be read (${error.message})`);
    throw error;
  }
}

/** The bytes unchanged; gzip, which saved results often are, is named instead of being called broken JSON. */
async function* uncompressed(input: AsyncIterable<Uint8Array>) {
  let isFirst = true;
  for await (const chunk of input) {
    if (isFirst && chunk[0] === 0x1f && chunk[1] === 0x8b) throw new Malformed('is gzip; decompress it first');
    isFirst = false;
    yield chunk;
  }
}

/** `verdex summarise`: the code the pipeline runs, on a saved result, with nothing around it. */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Malformed, Permanent } from '../lib/platform/errors.ts';
import { DEFAULT_HEADLINE_CLASSES } from '../lib/vendors/hive/classes.ts';
import { makeSummariseHive } from '../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../lib/vendors/vendor.ts';

const SUMMARISERS: Readonly<Record<string, Vendor['summarise']>> = {
  hume: summariseHume,
  hive: makeSummariseHive(DEFAULT_HEADLINE_CLASSES),
};

export type SummariseRequest = { vendor: string; file: string; jobId: string | undefined; ref: string | undefined };

/** One JSON object a line on `output`; one line on `errors` and 1 when the input is not a result of that vendor. */
export async function summarise(
  { vendor, file, jobId, ref }: SummariseRequest,
  output: NodeJS.WritableStream,
  errors: NodeJS.WritableStream,
): Promise<number> {
  const fail = (problem: string): number => {
    errors.write(`verdex: ${problem}\n`);
    return 1;
  };
  const summariser = Object.hasOwn(SUMMARISERS, vendor) ? SUMMARISERS[vendor] : undefined;
  if (summariser === undefined) return fail(`there is no vendor ${vendor}; there are hume and hive`);
  let draining: Promise<void> | undefined;
  const name = file === '-' ? 'standard input' : file;
  try {
    // npm moves to the project's folder; a path means where the user stands.
    const input = file === '-' ? process.stdin : createReadStream(resolve(process.env.INIT_CWD ?? '', file));
    const report = await summariser(uncompressed(input), { jobId, ref }, async (summary) => {
      if (output.write(`${JSON.stringify(summary)}\n`)) return;
      draining ??= once(output, 'drain').then(() => {
        draining = undefined;
      });
      await draining;
    });
    if (report.failure !== undefined) return fail(`${name}: ${report.failure}`);
    if (report.files === 0) errors.write(`verdex: ${name}: a result with no files\n`);
    return 0;
  } catch (error) {
    if (error instanceof Malformed || error instanceof Permanent) return fail(`${name}: ${error.message}`);
    if (error instanceof Error && 'syscall' in error) return fail(`${name}: cannot be read (${error.message})`);
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

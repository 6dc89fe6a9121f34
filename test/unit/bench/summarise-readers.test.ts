import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type InputKind, writeInputs } from '../../../bench/summarise/inputs.ts';
import { readWithJsonParse } from '../../../bench/summarise/json-parse-reader.ts';
import type { Reader } from '../../../bench/summarise/reader.ts';
import { bytesOf, readWhole } from '../../../bench/summarise/segments.ts';
import { readWithStreamJson } from '../../../bench/summarise/stream-json-reader.ts';
import { readWithStreamparser } from '../../../bench/summarise/streamparser-reader.ts';
import { makeTotals } from '../../../bench/summarise/totals.ts';
import { makeVerdexReader } from '../../../bench/summarise/verdex-reader.ts';

const READERS: Record<string, Reader> = {
  webassembly: makeVerdexReader('webassembly'),
  typescript: makeVerdexReader('typescript'),
  'JSON.parse': readWithJsonParse,
  'stream-json': readWithStreamJson,
  streamparser: readWithStreamparser,
};

test.each<InputKind>(['hume-mixed'])('all readers find the same in %s, of the size asked for', async (kind) => {
  const folder = await mkdtemp(join(tmpdir(), 'verdex-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [input] = await writeInputs(kind, [300_000], folder);
  if (input === undefined) throw new Error('nothing was written');
  expect(bytesOf(input)).toBeGreaterThan(299_999);
  expect(bytesOf(input)).toBeLessThan(1_500_000);
  expect(Array.isArray(JSON.parse((await readWhole(input)).toString()))).toBe(true);

  const nothing = makeTotals().digest();
  const found = new Map<string, string>();
  for (const [name, read] of Object.entries(READERS)) {
    const totals = makeTotals();
    await read(input, 'hume', totals);
    found.set(name, totals.digest());
  }
  expect(new Set(found.values()).size, JSON.stringify([...found])).toBe(1);
  expect(found.get('webassembly')).not.toBe(nothing);
});

/** What the suite of all raw stores does not ask, since only this one could get it wrong. */
import { expect, test } from 'vitest';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import type { RawRef } from '../../../lib/summaries/raw-ref.ts';

async function kept(store: ReturnType<typeof makeMemoryRawStore>, ref: RawRef) {
  return Buffer.concat(await Array.fromAsync(await store.read(ref))).toString();
}

test.each([
  ['a Uint8Array', () => new TextEncoder().encode('abc')],
  ['a Buffer', () => Buffer.from('abc')],
])('%s that its giver fills again does not change what is kept', async (_, make) => {
  const store = makeMemoryRawStore();
  const bytes = make();
  const ref = await store.put('a', bytes);
  bytes.fill(0x78);
  expect(await kept(store, ref)).toBe('abc');
});

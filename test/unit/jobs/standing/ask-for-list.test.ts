import { expect, test } from 'vitest';
import { makeAskForList } from '../../../../lib/jobs/standing/ask-for-list.ts';
import { makeMemoryVendorStateStore } from '../../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { newVendorState } from '../../../../lib/jobs/standing/vendor-state.ts';
import { Retryable } from '../../../../lib/platform/errors.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const now = () => NOON;
const PAUSE = { since: '2026-03-01T11:00:00.000Z', reason: 'refused', probeAt: '2026-03-01T12:05:00.000Z' };

test('the list is due at once, and the answer is what was written', async () => {
  const states = makeMemoryVendorStateStore();
  const answer = await makeAskForList({ states, now })('hume', new Date('2026-01-01T00:00:00Z'));
  expect(answer).toMatchObject({ list: { dueAt: NOON.toISOString(), readTo: '2026-01-01T00:00:00.000Z' } });
  expect(await states.read('hume')).toMatchObject({ list: answer.list });
});

test('what another writes at the same moment is not lost', async () => {
  const states = makeMemoryVendorStateStore();
  let reads = 0;
  const read = async (vendor: string) => {
    const kept = await states.read(vendor);
    reads += 1;
    if (reads === 1) await states.write({ ...newVendorState(vendor, NOON), pause: PAUSE }, null);
    return kept;
  };
  await makeAskForList({ states: { read, write: states.write }, now })('hume', undefined);
  expect(await states.read('hume')).toMatchObject({ pause: PAUSE, list: { dueAt: NOON.toISOString() } });
});

test('a state that keeps changing may be asked for again', async () => {
  const states = { read: async () => undefined, write: async () => 'conflict' as const };
  await expect(makeAskForList({ states, now })('hume', undefined)).rejects.toThrow(Retryable);
});

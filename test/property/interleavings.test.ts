import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeMemoryGround } from '../support/stage/ground.ts';
import { interleave, straight } from '../support/stage/interleaving.ts';
import { CAST, schedules } from '../support/stage/schedules.ts';
import { expectWhole } from '../support/stage/tables.ts';

test('whatever happens to jobs, in any order, at once, and whoever dies of it, the end is the same', async () => {
  const schedule = schedules({ jobs: CAST.length, fewest: 4, most: 16 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), schedule, async (scheduler, happening) => {
      const { tables, facts } = await interleave(makeMemoryGround(), scheduler, happening);
      expectWhole(tables);
      expect(tables).toEqual(await straight(makeMemoryGround(), facts));
    }),
    { numRuns: 2000 },
  );
}, 300_000);

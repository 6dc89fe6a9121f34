import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { startAwsResources } from '../support/aws-resources.ts';
import { openAwsGround } from '../support/stage/aws-ground.ts';
import { interleave, straight } from '../support/stage/interleaving.ts';
import { schedules } from '../support/stage/schedules.ts';
import { expectWhole } from '../support/stage/tables.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());
const keptKeys = new Set<string>();

test('whatever happens to jobs on AWS, in any order, at once, and whoever dies of it, the end is the same', async () => {
  const schedule = schedules({ jobs: 2, fewest: 2, most: 5 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), schedule, async (scheduler, happening) => {
      const { tables, facts } = await interleave(await openAwsGround(aws, keptKeys), scheduler, happening);
      expectWhole(tables);
      expect(tables).toEqual(await straight(await openAwsGround(aws, keptKeys), facts));
    }),
    { numRuns: 30 },
  );
}, 600_000);

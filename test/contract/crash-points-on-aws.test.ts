import { afterAll, expect, test } from 'vitest';
import { startAwsResources } from '../support/aws-resources.ts';
import { openAwsGround } from '../support/stage/aws-ground.ts';
import { disturbedAt, undisturbed } from '../support/stage/crash-points.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { expectWhole } from '../support/stage/tables.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

/**
 * Those in which every adapter has its part, by their titles; the other ways are walked in memory. Of the last three not every
 * point: they make the same calls as the first three.
 */
const EVERY: ReadonlyMap<string, number> = new Map([
  ['a callback, and the vendor is asked', 1],
  ['a result that replaces another', 1],
  ['an announcement after all is done: its file gets the user’s name', 1],
  ['an import that a bell follows, whose vendor has nothing', 3],
  ['a rebuild of a job that failed after a good result', 3],
  ['a result that was fetched, and is handed on', 6],
]);
const keptKeys = new Set<string>();
const openGround = () => openAwsGround(aws, keptKeys);
let total = 0;
afterAll(() => console.log(`crash points on AWS: ${total} in all`));

test.each(SCENARIOS.filter(({ title }) => EVERY.has(title)))(
  '$title: wherever a process stops on AWS, the end is the same',
  async (scenario) => {
    const { tables, points: all } = await undisturbed(scenario, openGround);
    const points = all.filter((_, index) => index % (EVERY.get(scenario.title) ?? 1) === 0);
    expectWhole(tables);
    expect(tables.jobs.map((job) => job?.status)).toEqual(scenario.ends);
    for (const point of points) {
      const disturbed = await disturbedAt(scenario, openGround, { point, fate: 'dies' });
      expect({ point, ...disturbed }).toEqual({ point, ...tables });
    }
    total += points.length;
    console.log(`crash points on AWS: ${points.length} of ${scenario.title}`);
  },
  600_000,
);

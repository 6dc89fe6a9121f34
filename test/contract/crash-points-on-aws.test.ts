import { afterAll, expect, test } from 'vitest';
import { startAwsResources } from '../support/aws-resources.ts';
import { openAwsGround } from '../support/stage/aws-ground.ts';
import { disturbedAt, undisturbed } from '../support/stage/crash-points.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { expectWhole } from '../support/stage/tables.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

/** Those in which every adapter has its part; the other ways are walked in memory. */
const TITLES = [
  'a callback, and the vendor is asked',
  'a result that replaces another',
  'an announcement after all is done: its file gets the user’s name',
  'an import that a bell follows, whose vendor has nothing',
  'a rebuild of a job that failed after a good result',
];
const keptKeys = new Set<string>();
const openGround = () => openAwsGround(aws, keptKeys);
let total = 0;
afterAll(() => console.log(`crash points on AWS: ${total} in all`));

test.each(SCENARIOS.filter(({ title }) => TITLES.includes(title)))(
  '$title: wherever a process stops on AWS, the end is the same',
  async (scenario) => {
    const { tables, points } = await undisturbed(scenario, openGround);
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

import { afterAll, expect, test } from 'vitest';
import { disturbedAt, undisturbed } from '../support/stage/crash-points.ts';
import { makeMemoryGround } from '../support/stage/ground.ts';
import type { Fate } from '../support/stage/invocation.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { expectWhole } from '../support/stage/tables.ts';

const openGround = async () => makeMemoryGround();
const FATES: Fate[] = ['dies', 'fails', 'sleeps', 'is out of time'];
let total = 0;
afterAll(() =>
  console.log(
    `crash points in memory: ${total} in all, at each a process stopped, slept, was out of time, or its call failed`,
  ),
);

test.each(SCENARIOS)(
  '$title: wherever a process stops, sleeps or is out of time, or a call fails, the end is the same',
  async (scenario) => {
    const { tables, points } = await undisturbed(scenario, openGround);
    expectWhole(tables);
    expect(tables.jobs.map((job) => job?.status)).toEqual(scenario.ends);
    for (const point of points) {
      // Only workers have a time to keep.
      for (const fate of FATES.filter((one) => one !== 'is out of time' || point.includes('worker'))) {
        const disturbed = await disturbedAt(scenario, openGround, { point, fate });
        expect({ point, fate, ...disturbed }).toEqual({ point, fate, ...tables });
      }
    }
    total += points.length;
    console.log(`crash points in memory: ${points.length} of ${scenario.title}`);
  },
  300_000,
);

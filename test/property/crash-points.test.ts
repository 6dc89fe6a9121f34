import { afterAll, expect, test } from 'vitest';
import { disturbedAt, undisturbed } from '../support/stage/crash-points.ts';
import { makeMemoryGround } from '../support/stage/ground.ts';
import type { Fate } from '../support/stage/invocation.ts';
import { SCENARIOS } from '../support/stage/scenarios.ts';
import { expectWhole } from '../support/stage/tables.ts';

const openGround = async () => makeMemoryGround();
const FATES: Fate[] = ['dies', 'fails', 'sleeps'];
let total = 0;
afterAll(() =>
  console.log(`crash points in memory: ${total} in all, at each a process stopped, slept, or its call failed`),
);

test.each(SCENARIOS)(
  '$title: wherever a process stops or sleeps, or a call fails, the end is the same',
  async (scenario) => {
    const { tables, points } = await undisturbed(scenario, openGround);
    expectWhole(tables);
    expect(tables.jobs.map((job) => job?.status)).toEqual(scenario.ends);
    for (const point of points) {
      for (const fate of FATES) {
        const disturbed = await disturbedAt(scenario, openGround, { point, fate });
        expect({ point, fate, ...disturbed }).toEqual({ point, fate, ...tables });
      }
    }
    total += points.length;
    console.log(`crash points in memory: ${points.length} of ${scenario.title}`);
  },
  300_000,
);

/** Whatever is thrown at a function: no failure of ours, nothing escapes, nothing kept is changed. More: `npm run fuzz`. */
import { expect, test } from 'vitest';
import { shareOf, targets } from '../support/hostile/targets.ts';

/** Some seconds' worth, with another seed each time. */
const CASES = 600;

test.each(targets.map((target) => [target.name, target] as const))('%s', async (_, target) => {
  const { cases, failure } = await target.run({ cases: shareOf(target, CASES), seed: undefined });
  if (failure !== undefined) throw new Error(failure);
  expect(cases).toBe(shareOf(target, CASES));
});

import { expect, test } from 'vitest';
import type { Kernel } from '../../../../lib/summaries/in-place/kernel.ts';
import { makeTypescriptKernel } from '../../../../lib/summaries/in-place/typescript-kernel.ts';
import { withKernel } from '../../../../lib/summaries/in-place/with-kernel.ts';

function makeSource() {
  const kernel = makeTypescriptKernel();
  const given: Kernel[] = [];
  return { kernel, given, source: { takeKernel: () => kernel, giveBack: (back: Kernel) => void given.push(back) } };
}

test('a kernel is given back after the work, and not before', async () => {
  const { kernel, given, source } = makeSource();
  const outcome = await withKernel(source, async (lent) => {
    expect(lent).toBe(kernel);
    await Promise.resolve();
    return given.length;
  });
  expect(outcome).toBe(0);
  expect(given).toEqual([kernel]);
});

test('it is given back when the work fails, too', async () => {
  const { kernel, given, source } = makeSource();
  const failing = withKernel(source, async () => {
    throw new RangeError('mine');
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(given).toEqual([kernel]);
});

test('without a source the work is done without one', async () => {
  expect(await withKernel(undefined, async (lent) => lent)).toBeUndefined();
});

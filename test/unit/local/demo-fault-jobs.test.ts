import { expect, test } from 'vitest';
import { makeFaultSubmissions } from '../../../local/demo-fault-jobs.ts';
import { dealFaults, faultNames } from '../../../local/simulators/faults.ts';

test('there are enough jobs for every fault to strike both vendors', () => {
  for (const vendor of ['hume', 'hive']) {
    const submissions = makeFaultSubmissions().filter((submission) => submission.vendor === vendor);
    const faults = submissions.flatMap((_, index) => dealFaults(`any ${vendor}`)(index));
    expect(new Set(faults)).toEqual(new Set(faultNames));
    expect(submissions.filter(({ expected }) => expected === 'failed')).toHaveLength(1);
  }
});

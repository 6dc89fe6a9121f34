import { expect, test } from 'vitest';
import { jobKeyOf } from '../../../lib/summaries/job-name.ts';

test('a job is named by its vendor and the vendor’s id', () => {
  expect(jobKeyOf({ vendor: 'hume', jobId: '908c9fae-1290-4776-9e37-b1a8d1a03fea' })).toBe(
    'hume#908c9fae-1290-4776-9e37-b1a8d1a03fea',
  );
});

/** A job as clients see it: without what only workers need. */

import { z } from '@hono/zod-openapi';
import { type Job, jobSchema } from '../jobs/job.ts';
import { jobKeyOf } from '../summaries/job-name.ts';

export const jobViewSchema = jobSchema
  .omit({ leaseId: true, revision: true, claimedFrom: true })
  .extend({ job: z.string() })
  .openapi('Job');

export function viewOf(job: Job): z.infer<typeof jobViewSchema> {
  const { leaseId: _, revision: __, claimedFrom: ___, ...view } = job;
  return { job: jobKeyOf(job), ...view };
}

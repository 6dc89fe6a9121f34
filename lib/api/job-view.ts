/** A job as clients see it: without what only workers need. */
import { z } from '@hono/zod-openapi';
import { indexedResultSchema, type Job, jobSchema } from '../jobs/job.ts';
import { jobKeyOf } from '../summaries/job-name.ts';

const FOR_WORKERS = {
  leaseId: true,
  revision: true,
  claimedFrom: true,
  refusals: true,
  isGivenUp: true,
  progress: true,
} as const;

export const jobViewSchema = jobSchema
  .omit(FOR_WORKERS)
  .extend({ job: z.string(), indexed: indexedResultSchema.omit({ fileKeys: true }).nullable() })
  .openapi('Job');

export function viewOf(job: Job): z.infer<typeof jobViewSchema> {
  // The schema leaves out what it does not name.
  return jobViewSchema.parse({ ...job, job: jobKeyOf(job) });
}

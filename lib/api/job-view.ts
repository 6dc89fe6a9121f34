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
  const {
    leaseId: _,
    revision: __,
    claimedFrom: ___,
    refusals: ____,
    isGivenUp: _____,
    progress: ______,
    ...view
  } = job;
  if (view.indexed === null) return { job: jobKeyOf(job), ...view, indexed: null };
  const { fileKeys: _______, ...indexed } = view.indexed;
  return { job: jobKeyOf(job), ...view, indexed };
}

/**
 * A nudge says "look at this now": a job, or a vendor's list. It carries no state: losing one costs a minute, doubling
 * one costs a read.
 */
import * as z from 'zod';
import type { JobName } from '../summaries/job-name.ts';

/** Without a `jobId`: the vendor's own list of jobs. */
export type NudgeTarget = JobName | { vendor: string };

export type Nudge = (targets: readonly NudgeTarget[]) => Promise<void>;

export const nudgeSchema = z.union([
  z.strictObject({ vendor: z.string(), jobId: z.string() }),
  z.strictObject({ vendor: z.string() }),
]);

/** A nudge says "look at this job now". It carries no state: losing one costs a minute, doubling one costs a read. */
import * as z from 'zod';
import type { JobName } from '../summaries/job-name.ts';

export type Nudge = (names: readonly JobName[]) => Promise<void>;

export const nudgeSchema = z.strictObject({ vendor: z.string(), jobId: z.string() });

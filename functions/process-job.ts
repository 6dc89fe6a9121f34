import { wireProcessJob } from '../lib/wire/process-job.ts';

export const handler = await wireProcessJob();

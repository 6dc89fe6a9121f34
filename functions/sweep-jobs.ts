import { wireSweepJobs } from '../lib/wire/sweep-jobs.ts';

export const handler = wireSweepJobs();

/** What `verdex reindex` is asked to do. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Selection } from '../lib/rebuild/which-jobs.ts';
import { type JobName, jobKeyOf } from '../lib/summaries/job-name.ts';
import { callbackReaders } from '../lib/vendors/callback-readers.ts';
import { WrongUsage } from './problem.ts';

export type Wish = {
  selection: Selection;
  /** Rows written since then stay as they are. */
  resumed: string | undefined;
  isComparing: boolean;
};

/** Throws WrongUsage. */
export function readWish(args: string[]): Wish {
  const { values } = parseArgs({
    args,
    options: {
      job: { type: 'string', multiple: true },
      vendor: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      all: { type: 'boolean' },
      resume: { type: 'string' },
      compare: { type: 'boolean' },
    },
  });
  const { job: jobs = [], vendor, all: isAll = false, compare: isComparing = false } = values;
  const from = momentOf('--from', values.from, '00:00:00.000Z');
  const to = momentOf('--to', values.to, '23:59:59.999Z');
  const resumed = momentOf('--resume', values.resume, '00:00:00.000Z');
  const isOfTime = (from ?? to) !== undefined;
  if ([jobs.length > 0, isOfTime, isAll].filter(Boolean).length !== 1) {
    throw new WrongUsage('reindex takes either --job, or --from and --to, or --all');
  }
  if (isComparing && resumed !== undefined) throw new WrongUsage('--compare writes nothing, and needs no --resume');
  if (jobs.length > 0) {
    if (vendor !== undefined) throw new WrongUsage('--job says the vendor by itself');
    const names = new Map(jobs.map(jobNamed).map((name) => [jobKeyOf(name), name]));
    return { selection: { names: [...names.values()] }, resumed, isComparing };
  }
  if (vendor !== undefined && !callbackReaders.has(vendor)) throw new WrongUsage(unknownVendor(vendor));
  return { selection: { from, to, vendor }, resumed, isComparing };
}

function jobNamed(text: string): JobName {
  const [, vendor = '', said = ''] = /^([^/]*)\/(.*)$/.exec(text) ?? [];
  if (said === '') throw new WrongUsage('--job takes a vendor and a job id: hume/908c9fae-…');
  const reader = callbackReaders.get(vendor);
  if (reader === undefined) throw new WrongUsage(unknownVendor(vendor));
  const jobId = reader.jobIdOf(said);
  if (jobId === undefined) throw new WrongUsage(`--job: no job id of ${vendor}`);
  return { vendor, jobId };
}

function unknownVendor(vendor: string): string {
  return `there is no vendor ${vendor}; there are ${[...callbackReaders.keys()].join(' and ')}`;
}

const momentSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** In the form in which Verdex writes times. A day counts whole, in UTC. */
function momentOf(option: string, text: string | undefined, dayStandsFor: string): string | undefined {
  if (text === undefined) return undefined;
  const { success } = momentSchema.safeParse(text);
  if (!success)
    throw new WrongUsage(`${option} takes a date or date-time of ISO 8601: 2026-11-22, 2026-11-22T08:00:00Z`);
  return new Date(text.includes('T') ? text : `${text}T${dayStandsFor}`).toISOString();
}

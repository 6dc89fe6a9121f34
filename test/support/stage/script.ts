/** Two vendors that say what the script has, whenever they are asked: one is asked for results, one sends them. */
import { AccessRefused } from '../../../lib/platform/errors.ts';
import { parseJson } from '../../../lib/platform/parse-json.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import { makeVendorRegistry, type VendorRegistry } from '../../../lib/vendors/registry.ts';
import type { FetchedResult, ListedJob, Vendor } from '../../../lib/vendors/vendor.ts';
import { type FakeResult, makeFakeVendor, resultBytes, streamOf } from '../fake-vendor.ts';
import { type Pass, passing, passingChunks } from './invocation.ts';

export const FETCHED = 'fetched';
export const CALLED_BACK = 'calledback';

export type ScriptedJob = {
  says: 'unfinished' | 'completed' | 'failed' | 'gone';
  result: FakeResult;
  /** Whether the vendor's own list has it. */
  isListed?: boolean;
  createdAt: Date;
};

export type Script = {
  jobs: Map<string, ScriptedJob>;
  /** Whether the vendor refuses our key. */
  refuses: boolean;
};

const JOBS_PER_PAGE = 2;

export function scriptedVendors(script: Script, pass: Pass): VendorRegistry {
  const refuseOrGoOn = () => {
    if (script.refuses) throw new AccessRefused('the key is wrong');
  };
  const fetchResult = async (jobId: string): Promise<FetchedResult> => {
    refuseOrGoOn();
    const job = script.jobs.get(jobId);
    if (job === undefined || job.says === 'gone') return { state: 'gone', message: 'it does not have the job' };
    if (job.says === 'failed') return { state: 'failed', message: 'no file could be read' };
    if (job.says === 'unfinished') return { state: 'unfinished' };
    const bytes = resultBytes(job.result);
    const half = Math.floor(bytes.length / 2);
    const body = streamOf(bytes.subarray(0, half), bytes.subarray(half));
    return { state: 'completed', body: passingChunks(body, 'vendor chunk', pass), expected: {} };
  };
  const pageAt = async (start: number, createdSince: Date): Promise<ListedJob[]> => {
    refuseOrGoOn();
    return [...script.jobs]
      .filter(([, { isListed = false, createdAt }]) => isListed && createdAt >= createdSince)
      .map(([jobId, { createdAt, says }]) => ({ jobId, createdAt, isFinished: says !== 'unfinished' }))
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
      .slice(start, start + JOBS_PER_PAGE);
  };
  const asked = passing({ fetchResult, pageAt }, 'vendor', pass);
  async function* listJobs(createdSince: Date) {
    for (let start = 0; ; start += JOBS_PER_PAGE) {
      const page = await asked.pageAt(start, createdSince);
      if (page.length === 0) return;
      yield page;
    }
  }
  return makeVendorRegistry(
    { ...makeFakeVendor(FETCHED, asked.fetchResult), listJobs, readJobId },
    { ...makeFakeVendor(CALLED_BACK), readJobId },
  );
}

/** A callback's body: it says which job it is about, and the result where it holds one. */
export function callbackBody({ jobId }: JobName, content: FakeResult | { bell: number }): Buffer {
  return Buffer.from(JSON.stringify({ job: jobId, ...content }));
}

const readJobId: Vendor['readJobId'] = (body) => {
  const parsed = parseJson(body);
  const isObject = typeof parsed === 'object' && parsed !== null;
  return isObject && 'job' in parsed && typeof parsed.job === 'string' ? parsed.job : undefined;
};

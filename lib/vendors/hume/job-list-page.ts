/** One page of Hume's list of jobs. */
import { Malformed, Retryable } from '../../platform/errors.ts';
import { makeJsonCutter } from '../../summaries/reader/json-cutter.ts';
import type { ByteStream } from '../vendor.ts';
import { humeCallbackReader } from './callback.ts';
import { humeListedJobSchema } from './schemas.ts';

/**
 * Each entry repeats its whole request, up to 100 texts of any length. One entry at a time is held, so this bounds only
 * how long one reads.
 */
const MAX_PAGE_BYTES = 256 * 1024 * 1024;

export type PageEntry = {
  /** Undefined when the entry names no job. */
  jobId: string | undefined;
  /** Epoch milliseconds, undefined when the entry has no readable time of creation. */
  createdAtMs: number | undefined;
  isFinished: boolean;
};

/** Every entry of the page, in its order, the unreadable ones too. Throws Retryable when the page is no list. */
export async function readJobListPage(body: ByteStream): Promise<PageEntry[]> {
  const entries: PageEntry[] = [];
  let isList = false;
  let bytes = 0;
  const cutter = makeJsonCutter({
    cut: { '[]': (value) => entries.push(readEntry(value)) },
    open: {
      '': () => {
        isList = true;
      },
    },
  });
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MAX_PAGE_BYTES) throw new Malformed(`more than ${MAX_PAGE_BYTES} bytes`);
      cutter.write(chunk);
    }
    cutter.end();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Retryable(`Hume answered a list of jobs that cannot be read: ${error.message}`, { cause: error });
  }
  if (!isList) throw new Retryable('Hume answered no list of jobs');
  return entries;
}

function readEntry(value: unknown): PageEntry {
  const { data } = humeListedJobSchema.safeParse(value);
  const { status, created_timestamp_ms: created } = data?.state ?? {};
  return {
    jobId: data && humeCallbackReader.jobIdOf(data.job_id),
    createdAtMs: isTime(created) ? created : undefined,
    isFinished: status === 'COMPLETED' || status === 'FAILED',
  };
}

/** What a `Date` can be made of. */
function isTime(value: unknown): value is number {
  return Number.isInteger(value) && !Number.isNaN(new Date(Number(value)).getTime());
}

/** The raw bytes that a job's record names: they are there, and they are what was kept. */
import type { Job } from '../jobs/job.ts';
import { Permanent } from '../platform/errors.ts';
import { digesting } from '../raw/digest.ts';
import type { RawRanges, RawStreams } from '../raw/raw-store.ts';
import type { RawRef } from '../summaries/raw-ref.ts';
import type { Finding } from './finding.ts';

export type ExamineRawDeps = {
  rawStore: Pick<RawStreams, 'read'> & RawRanges;
  /** Looks at the last byte of each object only: it is there, and long enough. */
  isQuick: boolean;
  onRead: (bytes: number) => void;
};

export type ExamineRaw = ReturnType<typeof makeExamineRaw>;

export function makeExamineRaw({ rawStore, isQuick, onRead }: ExamineRawDeps) {
  return {
    ofJob: async (job: Job): Promise<Finding[]> => {
      const findings: Finding[] = [];
      for (const ref of refsOf(job)) {
        const problem = await problemOf(ref);
        if (problem !== undefined) findings.push({ ...problem, job, repair: undefined });
      }
      return findings;
    },
    problemOf,
  };

  /** Undefined where nothing is wrong with it. */
  async function problemOf(ref: RawRef): Promise<Pick<Finding, 'kind' | 'detail'> | undefined> {
    try {
      if (isQuick) {
        if (ref.bytes > 0) await rawStore.readRange(ref, { begin: ref.bytes - 1, end: ref.bytes });
        return undefined;
      }
      const digested = digesting(await rawStore.read(ref), Number.POSITIVE_INFINITY);
      for await (const chunk of digested.stream) onRead(chunk.length);
      const { sha256, bytes } = digested.digest();
      if (sha256 === ref.sha256) return undefined;
      return { kind: 'raw changed', detail: `${ref.key} has ${bytes} bytes of another digest` };
    } catch (error) {
      if (!(error instanceof Permanent)) throw error;
      return { kind: 'raw missing', detail: error.message };
    }
  }
}

/** Each object once, unless it is said to be of two digests; what was fetched may have been replaced since by what the rows are of. */
function refsOf({ callback, imported, indexed }: Job): RawRef[] {
  const refs = [indexed?.raw, callback, imported].filter((ref) => ref !== null && ref !== undefined);
  return [...new Map(refs.map((ref) => [JSON.stringify([ref.key, ref.versionId, ref.sha256]), ref])).values()];
}

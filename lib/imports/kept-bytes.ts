/** Whether a job has a document's bytes already: from a run before this one, or from its vendor. */
import type { Job } from '../jobs/job.ts';
import { Permanent } from '../platform/errors.ts';
import type { RawRanges } from '../raw/raw-store.ts';
import type { RawRef } from '../summaries/raw-ref.ts';

/** `ref` undefined: they are nowhere. `isLost`: the job names an object of them that is gone. */
export type KeptBytes = { ref: RawRef | undefined; isLost: boolean };

export function makeKeptBytes({ readRange }: Pick<RawRanges, 'readRange'>) {
  /** Of an object that is there the last byte can be read; that it holds what it should is for whoever reads all of it. */
  async function isThere(ref: RawRef): Promise<boolean> {
    try {
      await readRange(ref, { begin: ref.bytes - 1, end: ref.bytes });
      return true;
    } catch (error) {
      if (error instanceof Permanent) return false;
      throw error;
    }
  }

  async function keptBytesOf(job: Job | undefined, digest: { sha256: string }): Promise<KeptBytes> {
    const named = objectsOf(job, digest);
    for (const [place, ref] of named.entries()) {
      if (await isThere(ref)) return { ref, isLost: place > 0 };
    }
    return { ref: undefined, isLost: named.length > 0 };
  }

  return { isThere, keptBytesOf };
}

/** What the job names as being of these bytes. */
export function objectsOf(job: Job | undefined, { sha256 }: { sha256: string }): RawRef[] {
  const named = [job?.imported, job?.indexed?.raw, job?.callback].filter((object) => object !== undefined);
  return named
    .filter((object) => object !== null)
    .filter((object) => object.sha256 === sha256)
    .map(({ key, versionId, bytes }) => ({ key, versionId, sha256, bytes }));
}

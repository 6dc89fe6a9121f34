/** Stores that know all that was ever put into them, so that nothing can change unseen. */
import { createHash } from 'node:crypto';
import type { CapabilityBindings } from '../../../lib/callbacks/capability-bindings.ts';
import type { FileIndex, IndexQueries } from '../../../lib/index/file-index.ts';
import type { JobStore } from '../../../lib/jobs/job-store.ts';
import type { VendorStateStore } from '../../../lib/jobs/standing/vendor-state.ts';
import type { RawBytes, RawRanges, RawStreams, RawUrls } from '../../../lib/raw/raw-store.ts';
import { type JobName, jobKeyOf } from '../../../lib/summaries/job-name.ts';

export type Stores = {
  jobs: JobStore;
  raw: RawBytes & RawRanges & RawStreams & RawUrls;
  index: FileIndex & IndexQueries;
  states: VendorStateStore;
  bindings: CapabilityBindings;
};

/** Everything that is kept, by `table/key`: JSON for rows, a digest for raw bytes. */
export type Snapshot = ReadonlyMap<string, string>;

export type RecordingStores = Stores & { snapshot(): Promise<Snapshot> };

export function makeRecordingStores({ jobs, raw, index, states, bindings }: Stores): RecordingStores {
  const jobNames = new Map<string, JobName>();
  const rawKeys = new Set<string>();
  const fileKeys = new Set<string>();
  const owners = new Map<string, string>();

  return {
    jobs: {
      ...jobs,
      write: async (job, ifRevision) => {
        jobNames.set(jobKeyOf(job), { vendor: job.vendor, jobId: job.jobId });
        return jobs.write(job, ifRevision);
      },
    },
    raw: {
      ...raw,
      put: async (key, bytes) => {
        rawKeys.add(key);
        return raw.put(key, bytes);
      },
      putStream: async (key, stream, limitBytes) => {
        const ref = await raw.putStream(key, stream, limitBytes);
        rawKeys.add(key);
        return ref;
      },
    },
    index: {
      ...index,
      replaceJob: (job, at) => {
        const writing = index.replaceJob(job, at);
        return {
          finish: writing.finish,
          put: async (summary) => {
            fileKeys.add(summary.fileKey);
            return writing.put(summary);
          },
        };
      },
    },
    states,
    bindings: {
      bind: async (capabilityId, jobId) => {
        const owner = await bindings.bind(capabilityId, jobId);
        owners.set(capabilityId, owner);
        return owner;
      },
    },
    snapshot: async () => {
      const kept = new Map<string, string>();
      for (const [key, name] of jobNames) kept.set(`jobs/${key}`, JSON.stringify(await jobs.read(name)));
      for (const key of rawKeys) kept.set(`raw/${key}`, await digestOf(raw, key));
      for (const fileKey of fileKeys) {
        for (const summary of (await index.summariesOf(fileKey, { limit: 1000 })).items) {
          kept.set(`files/${jobKeyOf(summary)}/${fileKey}`, JSON.stringify(summary));
        }
      }
      for (const state of await states.list()) kept.set(`states/${state.vendor}`, JSON.stringify(state));
      for (const [capabilityId, owner] of owners) kept.set(`bindings/${capabilityId}`, owner);
      return kept;
    },
  };
}

async function digestOf(raw: RawStreams, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of await raw.read({ key, versionId: null, sha256: '', bytes: 0 })) hash.update(piece);
  return hash.digest('hex');
}

/** Names of what was added, removed or is another now. */
export function changesBetween(before: Snapshot, after: Snapshot): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}

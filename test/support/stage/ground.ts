/** What Verdex stands on, in a stage: its stores and its queue, in memory or on AWS's emulators. */
import type { CapabilityBindings } from '../../../lib/callbacks/capability-bindings.ts';
import { makeMemoryCapabilityBindings } from '../../../lib/callbacks/memory-capability-bindings.ts';
import type { FileIndex } from '../../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import type { JobStore } from '../../../lib/jobs/job-store.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import type { Nudge } from '../../../lib/jobs/nudge.ts';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import type { VendorStateStore } from '../../../lib/jobs/standing/vendor-state.ts';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import type { RawBytes, RawStreams } from '../../../lib/raw/raw-store.ts';
import { fileKeyOf, refIdentity } from '../../../lib/summaries/identity.ts';
import type { RawRef } from '../../../lib/summaries/raw-ref.ts';
import { type Invocation, type Pass, passing, passingChunks } from './invocation.ts';
import type { Watch } from './watch.ts';

export type Ports = {
  jobs: JobStore;
  states: VendorStateStore;
  bindings: CapabilityBindings;
  rawStore: RawBytes & RawStreams;
  index: FileIndex;
  nudge: Nudge;
};

/** A row of the index, without the time by which hits are ordered. */
export type IndexRow = { fileKey: string; vendor: string; jobId: string; raw?: RawRef | undefined } & Record<
  string,
  unknown
>;

export type Ground = {
  /** The ports as one invocation has them: everything it does passes the invocation, and its writes of jobs are watched. */
  portsOf(invocation: Pick<Invocation, 'name' | 'pass'>, watch: Pick<Watch, 'writing'>): Ports;
  /** The ports past every invocation: for looking on. */
  plain: Pick<Ports, 'jobs' | 'states' | 'rawStore'>;
  /** Every row about the file, of whatever job. */
  rowsOf(ref: string): Promise<IndexRow[]>;
  /** The bodies of the messages that are in the queue, which then are no longer in it. */
  takeMessages(): Promise<string[]>;
  /** What was on its way when its sender died has arrived. */
  quiet(): Promise<void>;
};

/** Nothing in it yet. A call is a verb of a port, a chunk that is read, or a file that is written. */
export function makeMemoryGround(): Ground {
  const jobs = makeMemoryJobStore();
  const states = makeMemoryVendorStateStore();
  const bindings = makeMemoryCapabilityBindings();
  const rawStore = makeMemoryRawStore();
  const index = makeMemoryIndex();
  let messages: string[] = [];
  const nudge: Nudge = async (targets) => {
    messages.push(...targets.map((target) => JSON.stringify(target)));
  };
  return {
    portsOf: ({ name, pass }, watch) => ({
      jobs: passing(
        { ...jobs, write: (job: Job, ifRevision) => watch.writing(job, name, () => jobs.write(job, ifRevision)) },
        'jobs',
        pass,
      ),
      states: passing(states, 'states', pass),
      bindings: passing(bindings, 'bindings', pass),
      rawStore: passingRead(passing(rawStore, 'raw', pass), pass),
      index: { replaceJob: (job, at) => passing(index.replaceJob(job, at), 'index', pass) },
      nudge: (targets) => pass('queue.send', () => nudge(targets)),
    }),
    plain: { jobs, states, rawStore },
    rowsOf: async (ref) => {
      const { items } = await index.summariesOf(fileKeyOf(refIdentity(ref)), { limit: 100 });
      return items.map(({ at: _, raw, ...row }) => ({ ...row, raw: raw ?? undefined }));
    },
    takeMessages: async () => {
      const taken = messages;
      messages = [];
      return taken;
    },
    quiet: async () => {},
  };
}

export function passingRead<Raw extends RawStreams>(rawStore: Raw, pass: Pass): Raw {
  return { ...rawStore, read: async (ref: RawRef) => passingChunks(await rawStore.read(ref), 'raw chunk', pass) };
}

/**
 * All of Verdex that writes, on a ground of stores and a queue, with scripted vendors: every function runs as Lambda
 * runs it, each run an invocation that may be stopped at any of its calls while the rest of the world goes on.
 */
import type { Context, SQSEvent } from 'aws-lambda';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import { makeReceiveCallback } from '../../../lib/callbacks/receive-callback.ts';
import type { Announcement } from '../../../lib/jobs/arrivals.ts';
import { type Ledger, makeLedger } from '../../../lib/jobs/ledger.ts';
import { makeProcessBatch } from '../../../lib/jobs/process-batch.ts';
import { makeProcessJob } from '../../../lib/jobs/process-job.ts';
import { makeAdoptJobs } from '../../../lib/jobs/standing/adopt-jobs.ts';
import { makeVendorPauses } from '../../../lib/jobs/standing/vendor-pauses.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { AccessRefused, Malformed, Permanent, Retryable } from '../../../lib/platform/errors.ts';
import type { Log } from '../../../lib/platform/log.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { importKey } from '../../../lib/raw/keys.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import { makeClock } from '../fakes.ts';
import { requestOf, SECRET } from '../front-door.ts';
import { EARLY } from '../job-records.ts';
import type { Ground } from './ground.ts';
import { type Invocation, makeInvocation, type Outcome, type Reach } from './invocation.ts';
import { FETCHED, type Script, scriptedVendors } from './script.ts';
import { makeWatch } from './watch.ts';

/** As long as Lambda lets a worker live: the timeout of process-job. */
export const WORKER_LIVES_MS = 300_000;

export type Message = { body: string; received: number };
export type CallbackRequest = { name: JobName; body: Buffer; ref?: string | undefined; bindFirst?: boolean };
export type Stage = ReturnType<typeof makeStage>;

export type StageDeps = {
  ground: Ground;
  script: Script;
  reach?: Reach | undefined;
  /** Whether the vendor's own list is read. */
  readsList?: boolean | undefined;
  /** Files that a worker writes at the same time, if not as many as it does otherwise. */
  filesAtOnce?: number | undefined;
};

export function makeStage({
  ground,
  script,
  reach = async () => 'goes on',
  readsList = false,
  filesAtOnce,
}: StageDeps) {
  const clock = makeClock(EARLY);
  const { now } = clock;
  const watch = makeWatch({ read: ground.plain.jobs.read, now });
  const listedVendors = readsList ? [FETCHED] : [];
  const count = () => {};
  const random = () => 0.5;
  const living = new Set<Invocation>();
  const past: Invocation[] = [];
  const capabilities = new Map<string, string>();
  let invocations = 0;
  let leases = 0;

  /** What nobody expected is a bug, even where it is survived. */
  const log: Log = {
    info: () => {},
    warn: () => {},
    error: (event, error) => {
      const isKnown = [AccessRefused, Malformed, Permanent, Retryable].some((known) => error instanceof known);
      if (!isKnown) watch.violations.push(`${event}: ${error instanceof Error ? error.stack : String(error)}`);
    },
  };

  async function invoke<Answer>(
    what: string,
    work: (invocation: Invocation) => Promise<Answer>,
  ): Promise<Outcome<Answer>> {
    invocations += 1;
    const invocation = makeInvocation(`${invocations} ${what}`, reach);
    living.add(invocation);
    past.push(invocation);
    try {
      return await invocation.run(() => work(invocation));
    } catch (error) {
      // It ended without an answer, which for the rest of the world is as if it had died.
      if (error instanceof Retryable) return 'died';
      throw error;
    } finally {
      living.delete(invocation);
    }
  }

  function ledgerOf(invocation: Invocation): Ledger {
    const { jobs } = ground.portsOf(invocation, watch);
    return makeLedger({ store: jobs, now, newLeaseId: () => `lease-${++leases}` });
  }

  function capabilityFor({ name: { vendor, jobId }, ref, bindFirst }: CallbackRequest): string {
    const known = capabilities.get(jobId) ?? mintCapability(SECRET, { vendor, ref, bindFirst });
    capabilities.set(jobId, known);
    return known;
  }

  function frontDoorOf(invocation: Invocation) {
    const { rawStore, bindings, nudge } = ground.portsOf(invocation, watch);
    return makeReceiveCallback({
      vendors: scriptedVendors(script, invocation.pass),
      rawStore,
      ledger: ledgerOf(invocation),
      bindings,
      nudge,
      secrets: [SECRET],
      maxCallbackBytes: 1_000_000,
      now,
      log,
      count,
    });
  }

  function workerOf(invocation: Invocation) {
    const { rawStore, index, states } = ground.portsOf(invocation, watch);
    const vendors = scriptedVendors(script, invocation.pass);
    const ledger = ledgerOf(invocation);
    const pauses = makeVendorPauses({ states, now, log });

    const maxResultBytes = 100_000_000;
    const processJob = makeProcessJob({
      ...{ vendors, ledger, pauses, rawStore, index, maxResultBytes, now, random, log, count },
      ...(filesAtOnce !== undefined && { filesAtOnce }),
    });
    const adoptJobs = makeAdoptJobs({ vendors, states, ledger, now, log, count });
    return makeProcessBatch({ processJob, adoptJobs, now, log, stopAfter: () => invocation.signal });
  }

  return {
    ground,
    script,
    clock,
    watch,
    listedVendors,
    living: (): ReadonlySet<Invocation> => living,
    /** Whoever sleeps goes on, to the end. */
    wake: async () => {
      for (const invocation of past) await invocation.wake();
    },

    /** Whether the vendor was told, with a 2xx, that it need not send again. */
    callBack: async (request: CallbackRequest): Promise<boolean> => {
      const { name, body } = request;
      const event = requestOf({ vendor: name.vendor, capability: capabilityFor(request), body: body.toString() });
      const outcome = await invoke(`front door, ${name.jobId}`, (invocation) => frontDoorOf(invocation)(event));
      return outcome !== 'died' && outcome.ended.statusCode === 202;
    },
    announce: (name: JobName, announcement: Announcement) =>
      invoke(`announcing ${name.jobId}`, (invocation) => ledgerOf(invocation).announce(name, announcement)),
    replay: (name: JobName) => invoke(`replaying ${name.jobId}`, (invocation) => ledgerOf(invocation).replay(name)),
    rebuild: (name: JobName) => invoke(`rebuilding ${name.jobId}`, (invocation) => ledgerOf(invocation).rebuild(name)),
    importResult: (name: JobName, body: Buffer, replace = true) =>
      invoke(`importing ${name.jobId}`, async (invocation) => {
        const { rawStore } = ground.portsOf(invocation, watch);
        const raw = await rawStore.put(importKey(name.vendor, name.jobId, digestOf(body)), body);
        return ledgerOf(invocation).recordImport(name, { ...raw, ref: undefined, replace });
      }),
    sweep: () =>
      invoke('sweep', (invocation) => {
        const { jobs, states, nudge } = ground.portsOf(invocation, watch);
        return makeSweepJobs({ store: jobs, states, listedVendors, nudge, now, random, log, count })();
      }),
    /** Whether the message is done with, and does not come again. */
    work: async ({ body, received }: Message): Promise<Outcome<boolean>> => {
      const record = { messageId: 'message', body, attributes: { ApproximateReceiveCount: String(received) } };
      const context = { getRemainingTimeInMillis: () => WORKER_LIVES_MS } as Context;
      const outcome = await invoke(`worker, ${body}`, (invocation) =>
        workerOf(invocation)({ Records: [record] } as SQSEvent, context),
      );
      return outcome === 'died' ? 'died' : { ended: outcome.ended.batchItemFailures.length === 0 };
    },
  };
}

/** All four functions over the same stores in memory, with much kept in them already. */
import { makeQueryApi } from '../../../lib/api/query-api.ts';
import { makeMemoryCapabilityBindings } from '../../../lib/callbacks/memory-capability-bindings.ts';
import { makeMintCallbackUrl } from '../../../lib/callbacks/mint-callback-url.ts';
import { makeReceiveCallback } from '../../../lib/callbacks/receive-callback.ts';
import type { IndexQueries } from '../../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { makeLedger } from '../../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../../lib/jobs/memory-job-store.ts';
import type { NudgeTarget } from '../../../lib/jobs/nudge.ts';
import { makeProcessBatch } from '../../../lib/jobs/process-batch.ts';
import { makeProcessJob } from '../../../lib/jobs/process-job.ts';
import { makeReplayJobs } from '../../../lib/jobs/replay-jobs.ts';
import { makeAdoptJobs } from '../../../lib/jobs/standing/adopt-jobs.ts';
import { makeAskForList } from '../../../lib/jobs/standing/ask-for-list.ts';
import { makeMemoryVendorStateStore } from '../../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../../lib/jobs/standing/vendor-pauses.ts';
import { makeSweepJobs } from '../../../lib/jobs/sweep-jobs.ts';
import { makeMemoryRawStore } from '../../../lib/raw/memory-raw-store.ts';
import type { Policies } from '../../../lib/summaries/policy.ts';
import { callbackReaders } from '../../../lib/vendors/callback-readers.ts';
import { isKnownClass, isSafeClass } from '../../../lib/vendors/hive/classes/class-registry.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeHive } from '../../../lib/vendors/hive/hive.ts';
import { isKnownEmotion, isKnownModel } from '../../../lib/vendors/hume/emotion-names.ts';
import { makeHume } from '../../../lib/vendors/hume/hume.ts';
import { makeVendorRegistry } from '../../../lib/vendors/registry.ts';
import { makeRecordingCount, makeRecordingLog } from '../fakes.ts';
import { SECRET } from '../front-door.ts';
import { NOW } from './kept-jobs.ts';
import { keepAll } from './kept-things.ts';
import { makeRecordingStores } from './recording-stores.ts';
import { makeStumbling, mayFail } from './stumbling.ts';

export const TOKEN = 'the-token-of-the-api';
export const HUME_KEY = 'the-key-of-hume';
export const HIVE_KEYS = ['the-first-key-of-hive', 'the-second-key-of-hive'];
/** What no answer and no log line may hold. */
export const SECRETS = [SECRET, TOKEN, HUME_KEY, ...HIVE_KEYS];
export const MAX_CALLBACK_BYTES = 60_000;
/** The default, and one that differs from it in all that a policy can say. */
export const KEPT_POLICIES: Policies = [
  DEFAULT_POLICY,
  {
    name: 'strict',
    version: 2,
    severityClasses: ['spam'],
    probabilityLevels: [0.1, 0.1, 0.1],
    classes: { hate: 'ignore', general_nsfw: [0.2, 0.5, 1], a_photo: [0.5, 0.5, 0.5] },
  },
];

const HIVE_TASK_URL = 'https://api.hive.test/task/{task_id}?frame_offset={frame_offset}&frame_limit={frame_limit}';
const neverAsked = () => Promise.reject(new Error('no vendor is asked here'));

/**
 * `stumbling` counts from the moment this is returned: what is kept before never fails. `readIndex`: what the query API
 * finds in the index instead of what is there.
 */
export async function makeKeptVerdex(
  fetch: typeof globalThis.fetch = neverAsked,
  readIndex: (index: IndexQueries) => IndexQueries = (index) => index,
) {
  const log = makeRecordingLog();
  const count = makeRecordingCount();
  const stumbling = makeStumbling();
  const now = () => NOW;
  const nudged: NudgeTarget[] = [];
  const stores = makeRecordingStores({
    jobs: makeMemoryJobStore(),
    raw: makeMemoryRawStore(),
    index: makeMemoryIndex(),
    states: makeMemoryVendorStateStore(),
    bindings: makeMemoryCapabilityBindings(),
  });
  await keepAll(stores);

  const jobs = mayFail(stumbling, 'jobs', stores.jobs);
  const raw = mayFail(stumbling, 'raw', stores.raw);
  const index = mayFail(stumbling, 'index', stores.index);
  const states = mayFail(stumbling, 'states', stores.states);
  const bindings = mayFail(stumbling, 'bindings', stores.bindings);
  const { nudge } = mayFail(stumbling, 'queue', {
    nudge: async (targets: readonly NudgeTarget[]) => {
      nudged.push(...targets);
    },
  });
  let leases = 0;
  const ledger = makeLedger({ store: jobs, now, newLeaseId: () => `lease-${++leases}` });
  const pauses = makeVendorPauses({ states, now, log });
  const vendors = makeVendorRegistry(
    makeHume({ baseUrl: 'https://api.hume.test', apiKey: HUME_KEY, fetch }),
    makeHive({ policy: DEFAULT_POLICY, taskUrl: HIVE_TASK_URL, apiKeys: HIVE_KEYS, fetch }),
  );
  const mint = makeMintCallbackUrl({ secrets: [SECRET], baseUrl: 'https://verdex.test' });

  return {
    log,
    nudged,
    stumbling,
    snapshot: stores.snapshot,
    readJob: stores.jobs.read,
    receiveCallback: makeReceiveCallback({
      vendors: callbackReaders,
      rawStore: raw,
      ledger,
      bindings,
      nudge,
      secrets: ['the secret that comes next', SECRET],
      maxCallbackBytes: MAX_CALLBACK_BYTES,
      now,
      log,
      count,
    }),
    queryApi: makeQueryApi({
      jobs,
      ledger,
      replayJobs: makeReplayJobs({ store: jobs, ledger }),
      states,
      askForList: makeAskForList({ states, now }),
      vendors: callbackReaders,
      listedVendors: ['hume'],
      index: readIndex(index),
      policies: KEPT_POLICIES,
      isKnownClass,
      isSafeClass,
      isKnownEmotion,
      isKnownModel,
      rawUrls: raw,
      rawRanges: raw,
      tokens: [TOKEN],
      callbackUrls: { vendors: ['hume', 'hive'], mint },
      now,
      log,
    }),
    processBatch: makeProcessBatch({
      processJob: makeProcessJob({
        vendors,
        ledger,
        pauses,
        rawStore: raw,
        index,
        maxResultBytes: 200_000,
        now,
        random: () => 0.5,
        log,
        count,
      }),
      adoptJobs: makeAdoptJobs({ vendors, states, ledger, now, log, count }),
      now,
      log,
    }),
    sweepJobs: makeSweepJobs({
      store: jobs,
      states,
      listedVendors: ['hume'],
      nudge,
      now,
      random: () => 0.5,
      log,
      count,
    }),
  };
}

export type KeptVerdex = Awaited<ReturnType<typeof makeKeptVerdex>>;

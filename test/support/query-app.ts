/** The query API over stores in memory, with some files and jobs in them. */
import { expect } from 'vitest';
import { makeQueryApp, type QueryApiDeps } from '../../lib/api/query-api.ts';
import { makeMintCallbackUrl } from '../../lib/callbacks/mint-callback-url.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeReplayJobs } from '../../lib/jobs/replay-jobs.ts';
import { makeAskForList } from '../../lib/jobs/standing/ask-for-list.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import type { Policy } from '../../lib/summaries/policy.ts';
import { callbackReaders } from '../../lib/vendors/callback-readers.ts';
import { makeRecordingLog } from './fakes.ts';
import { POLICY } from './index-summaries.ts';

export const TOKEN = 'token-1';
/** The current one, and one that is being rotated out. */
export const SECRETS = ['the current secret', 'the secret before'];
export const CALLBACK_BASE_URL = 'https://verdex.test/';
/** When the results came that tests add. */
export const AT = '2026-03-01T12:00:00.000Z';
/** The second of the policies that there are. */
export const STRICT_POLICY: Policy = { ...POLICY, name: 'strict', version: 2, probabilityLevels: [0.1, 0.2, 0.3] };
export const RAW = { key: 'results/hume/job-1', versionId: 'v1', sha256: 'cc', bytes: 1234 };

/** What the API runs on; `changes` put something else in the place of a part of it. */
export function makeQueryDeps(changes: Partial<QueryApiDeps> = {}) {
  const index = makeMemoryIndex();
  const jobs = makeMemoryJobStore();
  const states = makeMemoryVendorStateStore();
  const log = makeRecordingLog();
  const now = () => new Date(AT);
  const rawStore = makeMemoryRawStore();
  const ledger = makeLedger({ store: jobs, now, newLeaseId: () => 'lease-1' });
  return {
    deps: {
      index,
      jobs,
      ledger,
      replayJobs: makeReplayJobs({ store: jobs, ledger }),
      states,
      askForList: makeAskForList({ states, now }),
      vendors: callbackReaders,
      listedVendors: ['hume'],
      rawUrls: rawStore,
      rawRanges: rawStore,
      policies: [POLICY, STRICT_POLICY],
      isKnownClass: (name) => ['hate', 'violence', 'spam', 'no_gun'].includes(name),
      isSafeClass: (name) => name === 'no_gun',
      isKnownEmotion: (name) => ['Joy', 'Awe'].includes(name),
      isKnownModel: (name) => ['face', 'prosody'].includes(name),
      tokens: [TOKEN],
      callbackUrls: {
        vendors: ['hume', 'hive'],
        mint: makeMintCallbackUrl({ secrets: SECRETS, baseUrl: CALLBACK_BASE_URL }),
      },
      now,
      log,
      ...changes,
    } satisfies QueryApiDeps,
    log,
    states,
    ledger,
    jobs,
    addJob: (job: Job) => jobs.write(job, null),
    addFiles: async (at: string, ...summaries: FileSummary[]) => {
      const [first] = summaries;
      if (first === undefined) return;
      const writing = index.replaceJob(first, at);
      for (const summary of summaries) await writing.put(summary);
      await writing.finish();
    },
  };
}

export function makeTestApp(changes: Partial<QueryApiDeps> = {}) {
  const { deps, ...rest } = makeQueryDeps(changes);
  const app = makeQueryApp(deps);
  return {
    ...rest,
    app,
    /** Asks with the token, unless other headers are given. */
    get: async (path: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
      app.request(path, { headers }),
    /** Sends a body, JSON with the token unless other headers are given. */
    post: async (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
      const sent = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers };
      return app.request(path, { method: 'POST', headers: sent, body });
    },
    /** The status and the JSON of an answer. */
    ask: async (path: string) => {
      const response = await app.request(path, { headers: { authorization: `Bearer ${TOKEN}` } });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
  };
}

/** Every item of a paged list, asked for page by page. */
export async function readAll(api: ReturnType<typeof makeTestApp>, path: string, list: string) {
  const items: { job: string; jobId: string; identity: string; mean: number }[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await api.ask(
      cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`,
    );
    expect(status).toBe(200);
    items.push(...body[list]);
    cursor = body.cursor;
    if (items.length > 1000) throw new Error(`${path} never ends`);
  } while (cursor !== undefined);
  return items;
}

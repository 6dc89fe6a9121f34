/** The query API over stores in memory, with some files and jobs in them. */
import { makeQueryApp, type QueryApiDeps } from '../../lib/api/query-api.ts';
import { makeMemoryIndex } from '../../lib/index/memory-index.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { makeRecordingLog } from './fakes.ts';

export const TOKEN = 'token-1';

/** What the API runs on; `changes` put something else in the place of a part of it. */
export function makeQueryDeps(changes: Partial<QueryApiDeps> = {}) {
  const index = makeMemoryIndex();
  const jobs = makeMemoryJobStore();
  const log = makeRecordingLog();
  return {
    deps: { index, jobs, rawUrls: makeMemoryRawStore(), tokens: [TOKEN], log, ...changes } satisfies QueryApiDeps,
    log,
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
    /** The status and the JSON of an answer. */
    ask: async (path: string) => {
      const response = await app.request(path, { headers: { authorization: `Bearer ${TOKEN}` } });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
  };
}

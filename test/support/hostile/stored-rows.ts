/** Asks for files whose rows are damaged, or of index version 1. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type IndexedSummary, type IndexQueries, indexedSummarySchema } from '../../../lib/index/file-index.ts';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { searchRows } from '../../../lib/index/rows.ts';
import { severityRowSchema } from '../../../lib/index/severity-rows.ts';
import { severityHitOf } from '../../../lib/index/severity-search.ts';
import { fileKeyOf, refIdentity } from '../../../lib/summaries/identity.ts';
import { asVersion1, damage, damaged } from './damaged.ts';
import { humeJobId, KEPT_FILE_REF } from './kept-jobs.ts';
import { KEPT_POLICIES, type KeptVerdex, makeKeptVerdex, TOKEN } from './kept-verdex.ts';
import { demandDiscreetLog, demandDiscretion, demandJson } from './promises.ts';
import type { Answer } from './queries.ts';
import { eventOf } from './requests.ts';
import { makeTarget, type Saw } from './target.ts';
import { mostly } from './texts.ts';

const FILE = `/files/${fileKeyOf(refIdentity(KEPT_FILE_REF))}`;
const asking = fc.record({
  target: fc.constantFrom(
    { path: FILE, query: 'policy=strict' },
    { path: `${FILE}/moments`, query: 'withinSeconds=3600' },
    { path: `${FILE}/evidence`, query: `vendor=hume&jobId=${humeJobId(4)}&model=face&emotion=Joy` },
    { path: `${FILE}/evidence`, query: 'vendor=hive&jobId=task-2&class=any' },
    { path: `${FILE}/evidence`, query: 'vendor=hive&jobId=task-2&class=general_nsfw' },
    { path: '/moderation/files', query: 'minSeverity=1' },
    { path: '/moderation/files', query: 'class=general_nsfw&policy=strict' },
    { path: '/moderation/files', query: 'minSeverity=1&emotion=Joy&minScore=0' },
    { path: '/emotions/Joy/files', query: 'model=face' },
  ),
  changes: damage,
  isOfVersion1: fc.boolean(),
  isDamaged: mostly(fc.constant(true), fc.constant(false)),
});
type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never;

async function check({ target: { path, query }, changes, isOfVersion1, isDamaged }: Asking, saw: Saw): Promise<void> {
  let unreadable = 0;
  const stored = (summary: IndexedSummary): IndexedSummary => {
    const old = isOfVersion1 ? asVersion1(summary) : { ...summary };
    const { data, error } = indexedSummarySchema.safeParse(isDamaged ? damaged(old, changes) : old);
    if (data === undefined) {
      unreadable += 1;
      throw error;
    }
    checkRows(data, changes);
    return data;
  };
  const verdex = await makeKeptVerdex(undefined, (index) => readThrough(index, stored));
  const answer: Answer = await verdex.queryApi(
    eventOf({ path, query, method: 'GET', authorization: `Bearer ${TOKEN}`, contentType: undefined }),
  );
  saw(`${answer.statusCode}${isDamaged ? '' : ', of version 1 or now'}`);
  demandGoodAnswer(answer, verdex, { isDamaged, isReadable: unreadable === 0 });
}

type State = { isDamaged: boolean; isReadable: boolean };

function demandGoodAnswer(
  { statusCode, headers, body }: Answer,
  verdex: KeptVerdex,
  { isDamaged, isReadable }: State,
): void {
  const answer = demandJson(headers, body);
  if (statusCode >= 400) {
    assert.deepEqual(Object.keys(Object(answer)), ['message']);
    demandDiscretion(body ?? '');
  }
  demandDiscreetLog(verdex);
  assert.ok([200, 400, 404, 409, 422, 500].includes(statusCode), `status ${statusCode}`);
  if (!isDamaged) assert.ok(statusCode < 500, 'an older row is not damaged');
  if (statusCode < 500) return;
  const [event] = verdex.log.events('error');
  // What can be read and is no proof of its numbers is told by a name of its own; anything else would be a bug.
  assert.equal(event, isReadable ? 'evidence_lost' : 'query_failed');
}

/** The rows as they stand in the table, each of which is judged by itself. */
function checkRows(summary: IndexedSummary, changes: Asking['changes']): void {
  for (const row of searchRows(summary, summary.at)) {
    for (const kept of [row, asVersion1(row), damaged(row, changes)]) {
      const { data } = severityRowSchema.safeParse(kept);
      if (data === undefined) continue;
      for (const policy of KEPT_POLICIES) severityHitOf(data, { class: 'any', atLeast: { severity: 1, policy } });
      severityHitOf(data, { class: 'any', atLeast: { probability: 0.1 } });
    }
  }
}

/** The index over other summaries than were put. */
function readThrough(index: IndexQueries, stored: (summary: IndexedSummary) => IndexedSummary): IndexQueries {
  const again = async () => {
    const copy = makeMemoryIndex();
    const { items } = await index.summariesOf(fileKeyOf(refIdentity(KEPT_FILE_REF)), { limit: 10 });
    for (const item of items) {
      const { at, ...summary } = stored(item);
      await copy.replaceJob(summary, at).put(summary);
    }
    return copy;
  };
  return {
    summariesOf: async (...asked) => (await again()).summariesOf(...asked),
    summaryOf: async (...asked) => (await again()).summaryOf(...asked),
    filesOf: async (...asked) => (await again()).filesOf(...asked),
    strongest: async (...asked) => (await again()).strongest(...asked),
    mostSevere: async (...asked) => (await again()).mostSevere(...asked),
  };
}

export const storedRows = makeTarget({
  name: 'query-api, damaged rows',
  perThousand: 30,
  mustSee: ['200', '500', '200, of version 1 or now', '409, of version 1 or now'],
  cases: asking,
  check,
});

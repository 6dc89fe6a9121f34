import { describe, expect, test } from 'vitest';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { EARLY } from '../../support/job-records.ts';
import { makeRebuildWorld, taskNamed } from '../../support/rebuild-world.ts';
import { BELL, CALLED_BACK, TWO_FILES } from '../../support/verdex-in-memory.ts';

const NOTHING = { outcome: 'compared', added: 0, removed: 0, changed: 0, differences: new Map() };

describe('comparing', () => {
  test('rows that would be the same tells of nothing, and leaves the job as it is', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const before = await world.jobOf(name);
    expect(await world.compare(name)).toEqual(NOTHING);
    expect(await world.jobOf(name)).toEqual(before);
  });

  test('a file that is not there, one that should not be, and one that is another', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const [stale] = await world.summariesOf('ref:b');
    const [changed] = await world.summariesOf('ref:a');
    if (stale === undefined || changed === undefined) throw new Error('no summary');
    const emotions = structuredClone(changed.emotions);
    for (const score of [emotions.face?.top[0], emotions.face?.all.Joy]) if (score) score.mean += 0.25;
    const writing = world.index.replaceJob(name, EARLY);
    await writing.put({ ...changed, emotions });
    await writing.put({ ...stale, fileKey: 'another-file' });
    await writing.finish();

    const compared = await world.compare(name);
    const rowsOfB = 1 + 2;
    expect(compared).toMatchObject({ outcome: 'compared', added: rowsOfB, removed: rowsOfB, changed: 2 });
    const differences = 'differences' in compared ? compared.differences : new Map();
    expect([...differences.keys()].toSorted()).toEqual([
      'emotion rows.mean',
      'emotion rows.score',
      'emotions.face.all.*.mean',
      'emotions.face.top.*.mean',
    ]);
    expect(differences.get('emotions.face.all.*.mean').largest).toBeCloseTo(0.25);
  });

  test('rows that a newer version wrote stay as they are', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const [summary] = await world.summariesOf('ref:a');
    if (summary === undefined) throw new Error('no summary');
    const newer = { ...summary, schema: 'another', indexVersion: INDEX_VERSION + 1 };
    const writing = world.index.replaceJob(name, EARLY);
    await writing.put(newer);
    await writing.put({ ...newer, fileKey: 'another-file' });
    await writing.finish();
    // The file whose row an older one was is gone with it.
    expect(await world.compare(name)).toMatchObject({ added: 3, removed: 0, changed: 0 });
  });

  test('of a job that is owed, was never indexed, or whose raw result is gone says so', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const { raw } = await world.jobOf(name);
    await world.rawStore.put(raw?.key ?? '', BELL);
    expect(await world.compare(name)).toEqual({ outcome: 'failed', reason: 'not a result: it has no files' });
    await world.rawStore.put(raw?.key ?? '', Buffer.from('{"files":[]}'));
    expect(await world.compare(name)).toEqual({
      outcome: 'failed',
      reason: 'the raw result is no longer what was kept',
    });
    await world.ledger.replay(name);
    expect(await world.compare(name)).toEqual({ outcome: 'busy', reason: 'it is received' });
    await world.callBack(CALLED_BACK, BELL);
    await world.process(CALLED_BACK);
    const unindexed = await world.indexed('task-2', { files: [], failure: 'no' });
    expect(await world.compare(unindexed)).toEqual({ outcome: 'nothing indexed' });
    expect(taskNamed('task-2')).toEqual(unindexed);
  });

  test('does not take a store that fails for a result that is gone', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const read = async () => {
      throw new Error('S3 is away');
    };
    await expect(world.compare(name, { rawStore: { read } })).rejects.toThrow('S3 is away');
  });
});

import { describe, expect, test } from 'vitest';
import { EARLY, secondsLater } from '../../support/job-records.ts';
import { makeRebuildWorld, taskNamed } from '../../support/rebuild-world.ts';
import { BELL, CALLED_BACK, FETCHED, MINUTE_MS, NEVER, TWO_FILES } from '../../support/verdex-in-memory.ts';

describe('a job whose rows are made again', () => {
  test('has them as they were, and is what it was', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    await world.index.replaceJob(name, EARLY).finish();
    world.clock.advance(MINUTE_MS);
    expect(await world.rebuildJob(name, undefined, NEVER)).toEqual({ outcome: 'rebuilt' });
    expect(await world.filesOf(name)).toEqual(['ref:a', 'ref:b']);
    expect(await world.jobOf(name)).toMatchObject({ status: 'indexed', rebuilds: null });
  });

  test('is left alone if that was done since', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    world.clock.advance(MINUTE_MS);
    const since = world.clock.now().toISOString();
    expect(await world.rebuildJob(name, since, NEVER)).toEqual({ outcome: 'rebuilt' });
    const before = await world.jobOf(name);
    world.clock.advance(MINUTE_MS);
    expect(await world.rebuildJob(name, since, NEVER)).toEqual({ outcome: 'not needed' });
    expect(await world.jobOf(name)).toEqual(before);
  });

  test('is not there, was never indexed, or is being worked on: it is told, and nothing is done', async () => {
    const world = makeRebuildWorld();
    expect(await world.rebuildJob(taskNamed('nobody'), undefined, NEVER)).toMatchObject({ outcome: 'failed' });
    await world.callBack(CALLED_BACK, BELL);
    expect(await world.rebuildJob(CALLED_BACK, undefined, NEVER)).toEqual({
      outcome: 'busy',
      reason: 'it is received',
    });
    await world.process(CALLED_BACK);
    expect(await world.rebuildJob(CALLED_BACK, undefined, NEVER)).toEqual({ outcome: 'nothing indexed' });
  });

  test('that a worker of the deployment took first is left to it', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    await world.ledger.rebuild(name);
    await world.ledger.claim(name, secondsLater(900));
    expect(await world.rebuildJob(name, undefined, NEVER)).toEqual({ outcome: 'busy', reason: 'it is running' });
  });

  test('whose rows cannot be made again for now is left to the deployment, with the reason', async () => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const stopped = AbortSignal.abort();
    expect(await world.rebuildJob(name, undefined, stopped)).toEqual({
      outcome: 'left',
      reason: 'the worker ran out of time while indexing',
    });
    expect(await world.jobOf(name)).toMatchObject({ status: 'waiting', rebuilds: { status: 'indexed' } });
    world.clock.advance(1);
    expect(await world.rebuildJob(name, undefined, NEVER)).toEqual({ outcome: 'rebuilt' });
    expect(await world.jobOf(name)).toMatchObject({ status: 'indexed', reason: null });
  });

  test.each([
    ['indexed', 'its rows could not be made again: not a result: it has no files'],
    ['parked', 'its rows could not be made again'],
  ])('whose raw result is none any more is told of, and stays %s', async (status, reason) => {
    const world = makeRebuildWorld();
    const name = await world.indexed('task-1', TWO_FILES);
    const { raw } = await world.jobOf(name);
    if (status === 'parked') {
      await world.callBack(name, BELL);
      await world.process(name);
    }
    await world.rawStore.put(raw?.key ?? '', BELL);
    expect(await world.rebuildJob(name, undefined, NEVER)).toEqual({ outcome: 'failed', reason });
    expect(await world.jobOf(name)).toMatchObject({ status });
    expect(await world.filesOf(name)).toEqual(['ref:a', 'ref:b']);
  });

  test('has its vendor asked nothing, though that would have more to say', async () => {
    const world = makeRebuildWorld();
    world.vendor.answer = async () => {
      throw new Error('the network');
    };
    await world.callBack(FETCHED, BELL);
    await world.ledger.recordImport(FETCHED, {
      ...(await world.rawStore.put('imports/fetched/job-1/x', Buffer.from(JSON.stringify(TWO_FILES)))),
      ref: undefined,
      replace: true,
    });
    await world.process(FETCHED);
    world.clock.advance(MINUTE_MS);
    expect(await world.rebuildJob(FETCHED, undefined, NEVER)).toEqual({ outcome: 'rebuilt' });
    expect(world.asked).toEqual([]);
  });
});

describe('the jobs to do', () => {
  test('are those named, once each, and one that nobody knows is told of', async () => {
    const world = makeRebuildWorld();
    await world.indexed('task-1', TWO_FILES);
    const names = [taskNamed('task-1'), taskNamed('nobody')];
    expect(await world.selected({ names })).toEqual(['task-1', 'no nobody']);
  });

  test('are those whose result came in the time, both ends with it', async () => {
    const world = makeRebuildWorld();
    const times: string[] = [];
    for (const jobId of ['task-1', 'task-2', 'task-3']) {
      times.push(world.clock.now().toISOString());
      await world.indexed(jobId, TWO_FILES);
      world.clock.advance(MINUTE_MS);
    }
    const [, second = ''] = times;
    expect(await world.selected({})).toEqual(['task-1', 'task-2', 'task-3']);
    expect(await world.selected({ from: second })).toEqual(['task-2', 'task-3']);
    expect(await world.selected({ to: second })).toEqual(['task-1', 'task-2']);
    expect(await world.selected({ from: second, to: second })).toEqual(['task-2']);
    expect(await world.selected({ vendor: 'calledback', from: second, to: second })).toEqual(['task-2']);
    expect(await world.selected({ vendor: 'hume' })).toEqual([]);
  });

  test('are none that were never indexed; a record that nobody can read is told of', async () => {
    const world = makeRebuildWorld();
    await world.indexed('task-1', { files: [], failure: 'no' });
    world.broken.push({ job: 'calledback#task-9' }, { job: 'hume#task-8' });
    expect(await world.selected({ vendor: 'calledback' })).toEqual(['no task-9']);
  });
});

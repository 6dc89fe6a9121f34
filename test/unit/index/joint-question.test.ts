import { beforeEach, describe, expect, test } from 'vitest';
import type { IndexQueries } from '../../../lib/index/file-index.ts';
import { askJointly } from '../../../lib/index/joint-question.ts';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { write } from '../../support/file-indexes.ts';
import { makeFileSummary, POLICY } from '../../support/index-summaries.ts';
import { readPages } from '../../support/read-pages.ts';

const AT = '2026-03-01T12:00:00.000Z';
const severe = { class: 'any', atLeast: { severity: 1, policy: POLICY } };
const joy = { emotion: 'Joy', minScore: 0.5 };

let index: ReturnType<typeof makeMemoryIndex>;
let read: { files: string[]; rounds: number };
let counted: Pick<IndexQueries, 'mostSevere' | 'summariesOf'>;
beforeEach(() => {
  index = makeMemoryIndex();
  read = { files: [], rounds: 0 };
  counted = {
    mostSevere: (query, page) => {
      read.rounds += 1;
      return index.mostSevere(query, page);
    },
    summariesOf: (fileKey, page) => {
      read.files.push(fileKey);
      return index.summariesOf(fileKey, page);
    },
  };
});

/** Of `count` files that should be looked at, those in which there is joy. */
async function writeFiles(count: number, hasJoy: (position: number) => boolean) {
  for (let position = 0; position < count; position += 1) {
    const ref = `${position}`;
    const theirs = { vendor: 'hive', jobId: `task-${position}` };
    await write(index, [makeFileSummary({ ...theirs, ref, classes: { hate: 1 } })], { job: theirs });
    const ours = { vendor: 'hume', jobId: `job-${position}` };
    const Joy = hasJoy(position) ? 0.8 : 0.1;
    await write(index, [makeFileSummary({ ...ours, ref, emotions: { face: { Joy } } })], { job: ours });
  }
}

describe('the joint question', () => {
  test.each([1, 3, 10, 100])('is answered to the end, each file once, %i a page', async (limit) => {
    await writeFiles(150, (position) => position % 5 === 0);
    const pages = await readPages((page) => askJointly(counted, { severe, emotion: joy }, page), limit);
    const found = pages.flat().map(({ identity }) => Number(identity.slice('ref:'.length)));
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at * 5));
    expect(pages.every((page) => page.length <= limit)).toBe(true);
  });

  test('stops where it has read much and found little, and goes on from there', async () => {
    await writeFiles(150, (position) => position === 149);
    const first = await askJointly(counted, { severe, emotion: joy }, { limit: 100 });
    expect(first).toMatchObject({ items: [], cursor: expect.any(String) });
    expect(new Set(read.files).size).toBe(100);
    const second = await askJointly(counted, { severe, emotion: joy }, { limit: 100, cursor: first.cursor });
    expect(second).toMatchObject({ items: [{ identity: 'ref:149' }], cursor: undefined });
    read.rounds = 0;
    await askJointly(counted, { severe, emotion: joy }, { limit: 1 });
    expect(read.rounds).toBeLessThanOrEqual(4);
  });

  test('reads a file once that several jobs found', async () => {
    const ours = { vendor: 'hume', jobId: 'job-1' };
    await write(index, [makeFileSummary({ ...ours, ref: 'a', emotions: { face: { Joy: 0.8 } } })], { job: ours });
    for (const jobId of ['task-1', 'task-2', 'task-3']) {
      const job = { vendor: 'hive', jobId };
      await write(index, [makeFileSummary({ ...job, ref: 'a', classes: { hate: 2 } })], { job });
    }
    const { items } = await askJointly(counted, { severe, emotion: joy }, { limit: 10 });
    expect(items.map(({ jobId, emotions }) => [jobId, emotions.length])).toEqual([
      ['task-1', 1],
      ['task-2', 1],
      ['task-3', 1],
    ]);
    expect(read.files).toHaveLength(1);
  });

  test('never puts the views of two models or jobs together', async () => {
    const theirs = { vendor: 'hive', jobId: 'task-1' };
    await write(index, [makeFileSummary({ ...theirs, ref: 'a', classes: { hate: 2 } })], { job: theirs });
    for (const [jobId, face, prosody] of [
      ['job-1', 0.4, 0.45],
      ['job-2', 0.6, 0.2],
      ['job-3', 0.5, 0.7],
    ] as const) {
      const job = { vendor: 'hume', jobId };
      const emotions = { face: { Joy: face }, prosody: { Joy: prosody } };
      await write(index, [makeFileSummary({ ...job, ref: 'a', emotions })], { job });
    }
    const { items } = await askJointly(counted, { severe, emotion: joy }, { limit: 10 });
    expect(items[0]?.emotions.map(({ jobId, model, mean }) => [jobId, model, mean])).toEqual([
      ['job-2', 'face', 0.6],
      ['job-3', 'face', 0.5],
      ['job-3', 'prosody', 0.7],
    ]);
  });

  test('names a file of which it did not read all that there is', async () => {
    const theirs = { vendor: 'hive', jobId: 'task-1' };
    const summary = makeFileSummary({ ...theirs, ref: 'popular', classes: { hate: 2 } });
    await write(index, [summary], { job: theirs });
    for (let position = 0; position < 120; position += 1) {
      const job = { vendor: 'hume', jobId: `job-${position}` };
      await write(index, [makeFileSummary({ ...job, ref: 'popular', emotions: { face: { Joy: 0.1 } } })], {
        job,
        at: AT,
      });
    }
    expect(await askJointly(counted, { severe, emotion: joy }, { limit: 10 })).toEqual({
      items: [],
      cursor: undefined,
      notWhollyRead: [summary.fileKey],
    });
  });

  test('of an emotion that is called as every object’s property finds none', async () => {
    await writeFiles(1, () => true);
    const emotion = { emotion: 'constructor', minScore: -1 };
    expect((await askJointly(counted, { severe, emotion }, { limit: 10 })).items).toEqual([]);
  });
});

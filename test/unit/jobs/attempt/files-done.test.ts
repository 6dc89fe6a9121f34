import { describe, expect, test } from 'vitest';
import { makeFilesDone } from '../../../../lib/jobs/attempt/files-done.ts';

/** Opens the files and has those at the places done, in that order. */
function reachedWith(fileKeys: readonly string[], places: readonly number[]) {
  const filesDone = makeFilesDone();
  const opened = fileKeys.map((fileKey) => filesDone.open(fileKey));
  for (const place of places) {
    const file = opened[place];
    if (typeof file === 'object') file.done();
  }
  return filesDone.reached();
}

const FILES = ['a', 'b', 'c', 'd'];

describe('of files that are written at the same time', () => {
  test.each([
    ['none', [], 0],
    ['all but the first', [1, 2, 3], 0],
    ['the last before the first', [3, 0], 1],
    ['all, in any order', [2, 0, 3, 1], 4],
  ])('%s done', (_, places, files) => {
    expect(reachedWith(FILES, places).files).toBe(files);
  });
});

describe('the next worker', () => {
  test('passes over what was done, and no more', () => {
    const next = makeFilesDone(reachedWith(FILES, [1, 0]));
    const opened = FILES.map((fileKey) => next.open(fileKey));
    expect(opened.map((file) => typeof file === 'string')).toEqual([true, true, false, false]);
    expect(next.reached().files).toBe(2);
  });

  test('sees that other files come first than those that were done', () => {
    for (const others of [
      ['b', 'a'],
      ['a', 'x'],
      ['x', 'b'],
    ]) {
      const next = makeFilesDone(reachedWith(FILES, [0, 1]));
      expect(others.map((fileKey) => next.open(fileKey))).toEqual(['done before', 'other files']);
    }
  });

  test('has reached what was reached, if it comes to nothing', () => {
    const reached = reachedWith(FILES, [0, 1, 2]);
    const next = makeFilesDone(reached);
    next.open('a');
    expect(next.reached()).toEqual(reached);
  });
});

import { expect, test } from 'vitest';
import { makeFilledWindow } from '../../../../lib/summaries/in-place/window.ts';

test('is filled as far as there is room, and what is not done with moves to the front', () => {
  const window = makeFilledWindow(new Uint8Array(4));
  const chunk = Uint8Array.of(1, 2, 3, 4, 5, 6);
  expect(window.add(chunk, 0)).toBe(4);
  expect([...window.filled]).toEqual([1, 2, 3, 4]);
  expect(window.add(chunk, 4)).toBe(0);
  window.drop(3);
  expect([...window.filled]).toEqual([4]);
  expect(window.add(chunk, 4)).toBe(2);
  expect([...window.filled]).toEqual([4, 5, 6]);
  window.drop(0);
  expect(window.add(new Uint8Array(), 0)).toBe(0);
  window.drop(3);
  expect([...window.filled]).toEqual([]);
});

test('holds a copy: the giver of a chunk may fill it again', () => {
  const window = makeFilledWindow(new Uint8Array(4));
  const chunk = Uint8Array.of(1, 2);
  window.add(chunk, 0);
  chunk.fill(9);
  expect([...window.filled]).toEqual([1, 2]);
});

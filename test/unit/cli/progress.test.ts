import { expect, test } from 'vitest';
import { makeProgress } from '../../../cli/progress.ts';

function makeScreen(isTTY: boolean, columns?: number) {
  let at = 0;
  const written: string[] = [];
  const stream = { isTTY, ...(columns !== undefined && { columns }), write: (text: string) => written.push(text) };
  return {
    written,
    pass: (ms: number) => {
      at += ms;
    },
    progress: makeProgress({ stream, now: () => at }),
  };
}

test('on a terminal one line moves, no more often than eyes can follow, and goes away', () => {
  const { progress, pass, written } = makeScreen(true);
  progress.show(() => 'one');
  pass(50);
  progress.show(() => 'two');
  pass(50);
  progress.show(() => 'three');
  progress.clear();
  progress.clear();
  expect(written).toEqual(['\r\x1b[2Kone', '\r\x1b[2Kthree', '\r\x1b[2K']);
});

test('no line is wider than the terminal, which could not overwrite it', () => {
  const { progress, written } = makeScreen(true, 10);
  progress.show(() => 'a long line of progress');
  expect(written).toEqual(['\r\x1b[2Ka long li']);
});

test('in a pipe there is a plain line every few seconds, and none of a short command', () => {
  const { progress, pass, written } = makeScreen(false, 10);
  for (let second = 0; second < 12; second += 1) {
    progress.show(() => `a long line at ${second} s`);
    pass(1000);
  }
  progress.clear();
  expect(written).toEqual(['a long line at 5 s\n', 'a long line at 10 s\n']);
});

test('a text that is not shown is not made', () => {
  const { progress } = makeScreen(false);
  progress.show(() => {
    throw new Error('made');
  });
});

/** The kernel in TypeScript: the reference, and what reads where there is no WebAssembly. */
import { DECLINED, type Kernel, MAX_SCORES } from './kernel.ts';
import { makeLearnedLists } from './learned-list.ts';
import { forgetWalked, makeWalkedList, makeWalkList } from './score-list.ts';
import { makeReadScore } from './score-number.ts';
import { makeSkipValue } from './skip-value.ts';
import { makeWindowBytes } from './window-bytes.ts';

export function makeTypescriptKernel(): Kernel {
  const windowBytes = makeWindowBytes();
  const scores = new Float64Array(MAX_SCORES);
  const walked = makeWalkedList();
  const readScore = makeReadScore({ windowBytes, scores });
  const skipValue = makeSkipValue(windowBytes);
  const walkList = makeWalkList({ windowBytes, readScore, walked });
  const { learn, readLearned, makeRoom, forget } = makeLearnedLists({ windowBytes, readScore, walked });
  const { window, coverEnd, uncoverEnd } = windowBytes;

  return {
    kind: 'typescript',
    window,
    scores,
    ranges: walked.ranges,
    skipValue: (at, end, maxDepth) => {
      coverEnd(end);
      const after = skipValue(at, maxDepth);
      uncoverEnd();
      return after;
    },
    readNumber: (at, end, slot) => {
      if (slot < 0 || slot >= MAX_SCORES) return DECLINED;
      coverEnd(end);
      const after = readScore(at, slot);
      uncoverEnd();
      return after;
    },
    walkList: (at, end, scoresFrom) => {
      coverEnd(end);
      const after = walkList(at, scoresFrom);
      uncoverEnd();
      return after;
    },
    get walked() {
      return walked.count;
    },
    learn,
    readLearned: (learned, at, end, scoresFrom) => {
      coverEnd(end);
      const after = readLearned(learned, at, scoresFrom);
      uncoverEnd();
      return after;
    },
    makeRoom,
    forget: () => {
      forget();
      forgetWalked(walked);
      scores.fill(0);
      window.fill(0);
    },
  };
}

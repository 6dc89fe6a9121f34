/** The kernel in TypeScript: the reference, and what reads where there is no WebAssembly. */
import { type Kernel, MAX_SCORES } from './kernel.ts';
import { makeLearnedValues } from './learned-value.ts';
import { forgetWalked, makeWalkedList, makeWalkList } from './score-list.ts';
import { makeReadScore } from './score-number.ts';
import { makeSkipString } from './skip-string.ts';
import { makeSkipValue } from './skip-value.ts';
import { makeTallyScores } from './tally-scores.ts';
import { makeWindowBytes } from './window-bytes.ts';

export function makeTypescriptKernel(): Kernel {
  const windowBytes = makeWindowBytes();
  const scores = new Float64Array(MAX_SCORES);
  const gaps = new Int32Array(2 * MAX_SCORES);
  const walked = makeWalkedList();
  const readScore = makeReadScore({ windowBytes, scores });
  const skipString = makeSkipString(windowBytes);
  const skipValue = makeSkipValue({ windowBytes, skipString });
  const walkList = makeWalkList({ windowBytes, readScore, walked, gaps });
  const { learn, readLearned, makeRoom, forget } = makeLearnedValues({ windowBytes, readScore, skipString, gaps });
  const { tallies, raised, addScores, forget: forgetTallies } = makeTallyScores(scores);
  const { window, coverEnd, uncoverEnd } = windowBytes;

  return {
    kind: 'typescript',
    window,
    scores,
    ranges: walked.ranges,
    gaps,
    skipValue: (at, end, maxDepth) => {
      coverEnd(end);
      const after = skipValue(at, maxDepth);
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
    tallies,
    addScores,
    raised,
    forget: () => {
      forget();
      forgetTallies();
      forgetWalked(walked);
      scores.fill(0);
      gaps.fill(0);
      window.fill(0);
    },
  };
}

/** Adds lists of scores up: to sums, and to maxima. */
import { DECLINED, MAX_SCORES, MAX_TALLIES, TALLY_NAMES } from './kernel.ts';

/** In each tally the sums come first, then the maxima. */
const TALLY_LENGTH = 2 * TALLY_NAMES;

export function makeTallyScores(scores: Float64Array) {
  const tallies = new Float64Array(MAX_TALLIES * TALLY_LENGTH);
  const raised = new Int32Array(TALLY_NAMES);

  function addScores(tally: number, scoresFrom: number, count: number): number {
    if (tally < 0 || tally >= MAX_TALLIES || count < 0 || count > TALLY_NAMES) return DECLINED;
    if (scoresFrom < 0 || scoresFrom + count > MAX_SCORES) return DECLINED;
    const sumsAt = tally * TALLY_LENGTH;
    const maximaAt = sumsAt + TALLY_NAMES;
    let raisedCount = 0;
    for (let index = 0; index < count; index += 1) {
      const score = scores[scoresFrom + index] ?? 0;
      tallies[sumsAt + index] = (tallies[sumsAt + index] ?? 0) + score;
      if (score <= (tallies[maximaAt + index] ?? 0)) continue;
      tallies[maximaAt + index] = score;
      raised[raisedCount] = index;
      raisedCount += 1;
    }
    return raisedCount;
  }

  function forget(): void {
    tallies.fill(0);
    raised.fill(0);
  }

  return { tallies, raised, addScores, forget };
}

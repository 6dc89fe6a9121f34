/** Adds lists of scores up, two scores at once: to sums, and to maxima. */
import { MAX_SCORES, MAX_TALLIES, RAISED_AT, SCORES_AT, TALLIES_AT, TALLY_NAMES } from './memory';
import { DECLINED } from './window-bytes';

/** In each tally the sums come first, then the maxima. */
const MAXIMA_OFFSET: usize = 8 * TALLY_NAMES;
const TALLY_BYTES: i32 = 2 * 8 * TALLY_NAMES;

let raisedCount: i32 = 0;

export function addScores(tally: i32, scoresFrom: i32, count: i32): i32 {
  if (tally < 0 || tally >= MAX_TALLIES || count < 0 || count > TALLY_NAMES) return DECLINED;
  if (scoresFrom < 0 || scoresFrom + count > MAX_SCORES) return DECLINED;
  raisedCount = 0;
  let scoreAt = SCORES_AT + 8 * scoresFrom;
  let sumAt = TALLIES_AT + tally * TALLY_BYTES;
  let index = 0;
  for (; index < count - 1; index += 2) {
    const scores = v128.load(scoreAt);
    v128.store(sumAt, f64x2.add(v128.load(sumAt), scores));
    const higher = i64x2.bitmask(f64x2.gt(scores, v128.load(sumAt, MAXIMA_OFFSET)));
    if (higher & 1) raise(index, sumAt, scoreAt);
    if (higher & 2) raise(index + 1, sumAt + 8, scoreAt + 8);
    scoreAt += 16;
    sumAt += 16;
  }
  if (index < count) {
    store<f64>(sumAt, load<f64>(sumAt) + load<f64>(scoreAt));
    if (load<f64>(scoreAt) > load<f64>(sumAt, MAXIMA_OFFSET)) raise(index, sumAt, scoreAt);
  }
  return raisedCount;
}

function raise(index: i32, sumAt: i32, scoreAt: i32): void {
  store<f64>(sumAt, load<f64>(scoreAt), MAXIMA_OFFSET);
  store<i32>(RAISED_AT + 4 * raisedCount, index);
  raisedCount += 1;
}

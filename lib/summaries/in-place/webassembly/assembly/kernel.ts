/** What the module exports: the port in kernel.ts of the folder above says what each promises, and where the parts lie. */
export { forget } from './forget';
export { learn, makeRoom, readLearned } from './learned-value';
export {
  GAPS_AT,
  LEARNED_BYTES,
  MAX_DEPTH,
  MAX_EXPONENT,
  MAX_LEARNED_VALUES,
  MAX_NUMBER,
  MAX_SCORES,
  MAX_STRETCHES,
  MAX_TALLIES,
  MEMORY_BYTES,
  POWERS_AT,
  RAISED_AT,
  RANGES_AT,
  SCORES_AT,
  TALLIES_AT,
  TALLY_NAMES,
  WINDOW_BYTES,
} from './memory';
export { walked, walkList } from './score-list';
export { skipValue } from './skip-value';
export { addScores } from './tally-scores';

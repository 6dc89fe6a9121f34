/** Where scores can be in a member of an `output` list, and what says where they belong. */
import type { CutRules } from '../../summaries/reader/cut-plan.ts';
import type { OutputTally } from './output-tally.ts';

/**
 * @param output the pattern of a member of the list.
 * @param tally that of the entry at hand.
 */
export function outputRules(output: string, tally: () => OutputTally): Required<CutRules> {
  return {
    cut: {
      [`${output}.start_char_index`]: (value) => tally().setPosition('begin', value),
      [`${output}.end_char_index`]: (value) => tally().setPosition('end', value),
      [`${output}.time`]: (value) => tally().setTime(value),
      [`${output}.extra`]: (value) => tally().setExtra(value),
      [`${output}.classes`]: (value, _, range) => tally().setClasses(tally().parts.classesIn(value), range),
      [`${output}.classifications[]`]: (value, _, range) => tally().addSentence(tally().parts.sentenceIn(value), range),
      [`${output}.bounding_poly[]`]: (value, _, range) => tally().addBox(tally().parts.boxIn(value), range),
      [`${output}.block_text`]: () => tally().readText(),
    },
    open: {
      [output]: () => tally().openOutput(),
      [`${output}.classifications`]: () => tally().openSentences(),
      [`${output}.bounding_poly`]: () => tally().openBoxes(),
      // Hive's text recognition has levels of what was read there, and in its boxes the words as classes.
      [`${output}.frame_results`]: () => tally().readText(),
    },
    close: { [output]: (_, range) => tally().closeOutput(range) },
    absent: {
      [`${output}.classifications`]: () => tally().addEmptyPlace(),
      [`${output}.bounding_poly`]: () => tally().addEmptyPlace(),
    },
  };
}

/** Where scores can be in a member of an `output` list, and what says where they belong. */
import type { PlanRules } from '../../summaries/reader/cut-plan.ts';
import type { OutputTally } from './output-tally.ts';

/**
 * @param output the pattern of a member of the list.
 * @param tallyOf that of the entry at hand.
 */
export function outputRules<Told>(output: string, tallyOf: (told: Told) => OutputTally): Required<PlanRules<Told>> {
  return {
    cut: {
      [`${output}.start_char_index`]: (told, value) => tallyOf(told).setPosition('begin', value),
      [`${output}.end_char_index`]: (told, value) => tallyOf(told).setPosition('end', value),
      [`${output}.time`]: (told, value) => tallyOf(told).setTime(value),
      [`${output}.extra`]: (told, value) => tallyOf(told).setExtra(value),
      [`${output}.classes`]: (told, value, range) => {
        const tally = tallyOf(told);
        tally.setClasses(tally.parts.classesIn(value), range);
      },
      [`${output}.classifications[]`]: (told, value, range) => {
        const tally = tallyOf(told);
        tally.addSentence(tally.parts.sentenceIn(value), range);
      },
      [`${output}.bounding_poly[]`]: (told, value, range) => {
        const tally = tallyOf(told);
        tally.addBox(tally.parts.boxIn(value), range);
      },
      [`${output}.block_text`]: (told) => tallyOf(told).readText(),
    },
    open: {
      [output]: (told) => tallyOf(told).openOutput(),
      [`${output}.classifications`]: (told) => tallyOf(told).openSentences(),
      [`${output}.bounding_poly`]: (told) => tallyOf(told).openBoxes(),
      // Hive's text recognition has levels of what was read there, and in its boxes the words as classes.
      [`${output}.frame_results`]: (told) => tallyOf(told).readText(),
    },
    close: { [output]: (told, range) => tallyOf(told).closeOutput(range) },
    absent: {
      [`${output}.classifications`]: (told) => tallyOf(told).addEmptyPlace(),
      [`${output}.bounding_poly`]: (told) => tallyOf(told).addEmptyPlace(),
    },
  };
}

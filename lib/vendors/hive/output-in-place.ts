/**
 * Outputs, sentences and boxes that are read as they lie in the reader's window: nearly all of a large task. Each tells the
 * tally what its parts tell it when they are cut out (output-rules.ts).
 */
import type { Element } from '../../summaries/in-place/element.ts';
import type { ElementReader } from '../../summaries/in-place/element-reader.ts';
import { makeShape } from '../../summaries/in-place/element-shape.ts';
import { DECLINED, OUT_OF_BYTES } from '../../summaries/in-place/kernel.ts';
import type { InPlace } from '../../summaries/reader/in-place-step.ts';
import { makeClassesInPlace } from './classes-in-place.ts';
import { boxTypeIn, NO_CLASSES, sentencePlace } from './output-parts.ts';
import type { OutputTally } from './output-tally.ts';
import { isPlainOutput } from './plain-output.ts';

/** The outputs of an entry are alike: where one was no plain one, so many are walked through before the next is tried. */
const OUTPUTS_NOT_TRIED = 63;
/** Nor is one waited for of which so much is there and no end: a frame takes 5 KB, speech of a quarter of an hour 300. */
const MAX_PLAIN_BYTES = 32 * 1024;

/**
 * @param output the pattern of a member of the list.
 * @param tally that of the entry at hand.
 */
export function outputsInPlace(output: string, tally: () => OutputTally, reader: ElementReader): InPlace['rules'] {
  const classesIn = makeClassesInPlace(() => tally().parts);
  let notTried = 0;

  function takeOutput(element: Element): boolean {
    if (!isPlainOutput(element)) {
      notTried = OUTPUTS_NOT_TRIED;
      return false;
    }
    const told = tally();
    told.openOutput();
    for (let member = 0; member < element.members; member += 1) {
      const key = element.keyOf(member);
      if (key === 'classes') told.setClasses(classesIn(element), element.range());
      else if (key === 'time') told.setTime(element.valueOf(member));
      else if (key === 'extra') told.setExtra(element.valueOf(member));
      else if (key === 'start_char_index') told.setPosition('begin', element.valueOf(member));
      else if (key === 'end_char_index') told.setPosition('end', element.valueOf(member));
      else if (key === 'classifications' || key === 'bounding_poly') told.addEmptyPlace();
    }
    told.closeOutput(element.range());
    return true;
  }

  function takeSentence(element: Element): boolean {
    const classes = classesIn(element) ?? NO_CLASSES;
    const { value } = element;
    tally().addSentence(
      { classes, endTimestamp: value('end_timestamp'), place: () => sentencePlace(value) },
      element.range(),
    );
    return true;
  }

  /** One that is a class by itself is left to the parts. */
  function takeBox(element: Element): boolean {
    let meta: unknown;
    for (let member = 0; member < element.members; member += 1) {
      const key = element.keyOf(member);
      if (key === 'class' || key === 'class_name') return false;
      if (key === 'meta') meta = element.valueOf(member);
    }
    const classes = classesIn(element) ?? NO_CLASSES;
    tally().addBox({ classes, type: boxTypeIn(meta) }, element.range());
    return true;
  }

  const ofOutputs = makeShape();
  const ofSentences = makeShape();
  const ofBoxes = makeShape();
  const readOutput = reader.rule(() => ofOutputs, takeOutput);
  return {
    [output]: (at, end, begin) => {
      if (notTried > 0) {
        notTried -= 1;
        return DECLINED;
      }
      const after = readOutput(at, end, begin);
      if (after !== OUT_OF_BYTES || end - at <= MAX_PLAIN_BYTES) return after;
      notTried = OUTPUTS_NOT_TRIED;
      return DECLINED;
    },
    [`${output}.classifications[]`]: reader.rule(() => ofSentences, takeSentence),
    [`${output}.bounding_poly[]`]: reader.rule(() => ofBoxes, takeBox),
  };
}

/** Lists of classes that are read in place. */
import type { Element } from '../../summaries/in-place/element.ts';
import { isVendorName } from '../vendor.ts';
import { makeKeptByNames } from './class-names.ts';
import type { ClassScores } from './class-scores.ts';
import type { OutputParts } from './output-parts.ts';

/**
 * What stands under `classes` in the element, undefined for none. A list with any other member than a usable name and a
 * number is parsed, and throws as the parts do.
 */
export type ClassesInPlace = (element: Element) => ClassScores | undefined;

export function makeClassesInPlace(parts: () => OutputParts): ClassesInPlace {
  const { of: areUsable } = makeKeptByNames((names) => names.every(isVendorName));
  return (element) => {
    const list = element.list('classes');
    if (list === undefined) return parts().classesIn(element.value('classes'));
    const { names, nameKey, scoreKey, scores, from } = list;
    const isOfClasses = NAME_KEYS.has(nameKey) && SCORE_KEYS.has(scoreKey);
    if (!isOfClasses || !areUsable(names)) return parts().classesIn(element.value('classes'));
    return { names, scores, from, scoreless: 0, unnamed: 0 };
  };
}

/** As in `class-scores.ts`: any of the ones with any of the others. */
const NAME_KEYS: ReadonlySet<string> = new Set(['class', 'class_name']);
const SCORE_KEYS: ReadonlySet<string> = new Set(['score', 'value']);

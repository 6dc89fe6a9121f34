/** What counts of the parts of an output, read out of values that were parsed. */
import type { Malformed } from '../../platform/errors.ts';
import type { Place } from '../../summaries/file-summary.ts';
import { rangeOf } from '../../summaries/place.ts';
import { makeKnownNames } from './class-names.ts';
import { type ClassScores, classScoresOf, isClass } from './class-scores.ts';

/** `endTimestamp` is as it stands there; `place`, without bytes, is asked for only where it is needed. */
export type Sentence = { classes: ClassScores; endTimestamp: unknown; place: () => Place };

/** `type`: of what a detector found. */
export type Box = { classes: ClassScores; type: unknown };

/** They throw the error for what does not have Hive's shape. */
export type OutputParts = {
  /** Undefined for none, as null says. */
  classesIn(value: unknown): ClassScores | undefined;
  sentenceIn(value: unknown): Sentence;
  boxIn(value: unknown): Box;
};

export const NO_CLASSES: ClassScores = { names: [], scores: [], from: 0, scoreless: 0, unnamed: 0 };

export function makeOutputParts(broken: (what: string) => Malformed): OutputParts {
  const namesOf = makeKnownNames();
  const listOf = (classes: unknown): readonly unknown[] | undefined => {
    if (classes === undefined || classes === null) return undefined;
    if (!Array.isArray(classes)) throw broken('classes that are no list');
    return classes;
  };
  const classesIn = (value: unknown): ClassScores | undefined => {
    const list = listOf(value);
    return list && classScoresOf(list, namesOf);
  };

  return {
    classesIn,
    sentenceIn: (value) => {
      if (!isObject(value)) throw broken('a sentence that is none');
      return {
        classes: classesIn(value.classes) ?? NO_CLASSES,
        endTimestamp: value.end_timestamp,
        place: () => sentencePlace((key) => value[key]),
      };
    },
    boxIn: (value) => {
      if (!isObject(value)) throw broken('a box that is none');
      const list = [...(listOf(value.classes) ?? []), ...(isClass(value) ? [value] : [])];
      return { classes: classScoresOf(list, namesOf), type: boxTypeIn(value.meta) };
    },
  };
}

/** @param under what the sentence has under a key. */
export function sentencePlace(under: (key: string) => unknown): Place {
  const time = rangeOf(under('start_timestamp'), under('end_timestamp'));
  const position = rangeOf(under('start_char_index'), under('end_char_index'));
  return { ...(time && { time }), ...(position && { position }) };
}

/** @param meta of a box. */
export function boxTypeIn(meta: unknown): unknown {
  return isObject(meta) ? meta.type : undefined;
}

/** V3 says when a frame is by `extra: [{name: 'timestamp', value}]`. */
export function timestampIn(extra: unknown): unknown {
  const members: readonly unknown[] = Array.isArray(extra) ? extra : [];
  return members.filter(isObject).find(({ name }) => name === 'timestamp')?.value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Entries of Hive's `status[]` at random: every product, old and new names of keys, classes that were renamed or are gone. */
import fc from 'fast-check';
import { type Head, HIVE_PRODUCTS } from '../../../lib/vendors/hive/classes/class-entry.ts';
import { entriesOf, headsOf } from '../../../lib/vendors/hive/classes/class-registry.ts';
import {
  at,
  type Keys,
  keys,
  noPair,
  noScore,
  number,
  type Pair,
  serial,
  UNKNOWN_CLASSES,
  unknownClass,
  written,
} from './any-hive-spelling.ts';
import { anyShare, mayLack, mostly } from './any-spelling.ts';

const severity = mostly(fc.constantFrom(0, 0, 1, 2, 3, -0, -1), noScore, 30);
const WORD_CLASSES = entriesOf('text').map((entry) => entry.class);
const severities = fc
  .uniqueArray(mostly(fc.constantFrom(...WORD_CLASSES), unknownClass, 8), { maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => severity.map((score): Pair => ({ name, score })))));
/** A class may come twice, and one without a name now and then. */
const wordPairs = fc
  .tuple(severities, mostly(fc.constant([]), fc.array(noPair, { maxLength: 1 }), 30), fc.boolean())
  .map(([pairs, odd, twice]) => [...pairs, ...odd, ...(twice ? pairs.slice(0, 1) : [])]);

const sentence = fc.record({
  pairs: wordPairs,
  rest: fc.record({
    serial,
    text: fc.constantFrom('a', 'é "}],', '😀'),
    start_timestamp: at(90),
    end_timestamp: at(90),
    start_char_index: at(900),
    end_char_index: at(900),
  }),
});
const speechOutput = (key: Keys) =>
  fc.record({
    serial,
    transcript: fc.constant('a'),
    classifications: mayLack(
      fc.array(
        sentence.map(({ pairs, rest }) => ({ ...rest, classes: written(key, pairs) })),
        { maxLength: 4 },
      ),
      12,
    ),
    words: fc.constant([{ time: 1, alternatives: [{ text: 'a', score: 0.5 }] }]),
  });
const textOutput = (key: Keys) =>
  fc.record({
    serial,
    time: fc.constant(0),
    start_char_index: at(900),
    end_char_index: at(900),
    classes: mayLack(
      wordPairs.map((pairs) => written(key, pairs)),
      12,
    ),
  });

/** Scores of a head as a model gives them: they sum to 1, or to nearly that. */
function shared(weights: readonly number[], sum: number): number[] {
  const whole = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (whole === 0 ? sum / weights.length : (weight / whole) * sum));
}
const sum = fc.constantFrom(1, 1, 1, 1, 0.995, 1.005, 0.98, 1.02);
const weight = fc.oneof(fc.constantFrom(0, 1, 0.25, 1e-7), anyShare);
const probability = mostly(fc.oneof(fc.constantFrom(0, 1, 0.5, 0.9, 0.99, 1 + 5e-7, -5e-7, -0), anyShare), noScore, 20);

const PROBABILITIES = HIVE_PRODUCTS.filter((product) => product !== 'speech' && product !== 'text');
const head = (products: readonly (typeof HIVE_PRODUCTS)[number][]) =>
  fc.constantFrom(...products.flatMap((product) => headsOf(product)));
/** So that a few hundred results hold many of each product. */
const RARELY_SEEN = [
  ...Array.from({ length: 6 }, () => 'audio' as const),
  ...Array.from({ length: 3 }, () => 'deepfake' as const),
];
/**
 * Heads of one product mostly; or of any, as where one model answers for two. Those of sound and of deepfakes more often:
 * the one is only seen beside a medium that is a sound, the other has one head.
 */
const heads = fc.oneof(
  fc
    .constantFrom(...PROBABILITIES, ...RARELY_SEEN)
    .chain((product) => fc.uniqueArray(head([product]), { minLength: product === 'audio' ? 1 : 0, maxLength: 4 })),
  fc.uniqueArray(head(PROBABILITIES), { maxLength: 4 }),
);

type Names = { head: Head; names: string[]; dropped?: string | undefined }[];
/** What an entry calls the classes of its heads: as known, or one renamed, or gone. */
const names: fc.Arbitrary<Names> = heads.chain((chosen) =>
  fc.tuple(
    ...chosen.map((each) => {
      const known = each.classes.slice(0, 6);
      const change = fc.record({ index: fc.nat(Math.max(known.length - 1, 0)), to: unknownClass, kind: fc.nat(9) });
      return change.map(({ index, to, kind }) => ({
        head: each,
        // Gone, and the others do not share what it had.
        dropped: kind === 4 ? known[index] : undefined,
        names: known.flatMap((name, position) => {
          if (position !== index || kind > 3) return [name];
          return kind === 0 ? [] : [to];
        }),
      }));
    }),
  ),
);

/** `hasTwin`: besides, an unknown class always scores what another one does. */
function scoresOf(ofHeads: Names, hasTwin: boolean) {
  const ofHead = ofHeads.map(({ head: { sumsToOne }, names: known, dropped }) =>
    sumsToOne
      ? fc
          .tuple(
            fc.tuple(...known.map(() => weight)),
            fc.array(fc.tuple(fc.nat(9), noScore), { maxLength: 1 }),
            fc.nat(9),
            sum,
          )
          .map(([weights, odd, chance, whole]) => {
            const scores: unknown[] = shared(weights, whole);
            if (chance === 0) for (const [index, score] of odd) scores[index % scores.length] = score;
            return known
              .map((name, index): Pair => ({ name, score: scores[index] }))
              .filter(({ name }) => name !== dropped);
          })
      : fc.tuple(...known.map((name) => probability.map((score): Pair => ({ name, score })))),
  );
  const further = fc.array(fc.record({ name: unknownClass, score: probability }), { maxLength: 2 });
  return fc
    .tuple(
      fc.tuple(...ofHead),
      mostly(fc.constant([]), further, 4),
      mostly(fc.constant([]), fc.tuple(noPair), 30),
      fc.nat(9),
    )
    .map(([pairs, unknown, odd, gone]) => [
      ...(hasTwin ? pairs.flat().filter(isOfUnknown).slice(0, 1) : []).map(({ score }) => ({ name: 'twin', score })),
      ...pairs.filter((_, index) => index + 6 !== gone).flat(),
      ...unknown,
      ...odd,
    ]);
}

function isOfUnknown({ name }: Pair): boolean {
  return UNKNOWN_CLASSES.some((each) => each === name);
}

const vertices = fc.constant([{ x: 0, y: 0.5 }]);
type Frames = { ofHeads: Names; places: 'classes' | 'boxes' | 'both'; hasTwin: boolean };

function frameOutput(key: Keys, { ofHeads, places, hasTwin }: Frames) {
  const pairs = scoresOf(ofHeads, hasTwin).map((each) => written(key, each));
  const meta = fc.constantFrom({ type: 'face' }, { type: 'logo' }, { type: 'coco' }, null);
  const ofMany = fc.record({ serial, vertices, classes: mayLack(pairs, 12), meta });
  const known = ofHeads.flatMap((each) => each.names);
  const ofOne = fc.record({
    serial,
    vertices,
    [key.name]: known.length === 0 ? unknownClass : fc.oneof(unknownClass, fc.constantFrom(...known)),
    [key.score]: probability,
    meta,
  });
  const box = mostly(ofMany, ofOne, 4);
  const timestamp = at(900).map((value) => [
    { name: 'other', value: 7 },
    { name: 'timestamp', value },
  ]);
  const members: Record<string, fc.Arbitrary<unknown>> = {
    serial,
    ...(key.score === 'value' ? { extra: mayLack(timestamp) } : { time: at(900) }),
    ...(places !== 'boxes' && { classes: mayLack(pairs, 12) }),
    ...(places !== 'classes' && { bounding_poly: mayLack(fc.array(box, { maxLength: 3 }), 12) }),
  };
  return fc.record(members);
}

/** Outputs, and what the input says of the model. */
export type Plan = { modelType: unknown; output: unknown; moderated: unknown };

const outputsOf = (output: fc.Arbitrary<object>) => mayLack(fc.array(output, { maxLength: 4 }), 12);
const moderated = mayLack(fc.array(mostly(fc.constantFrom(...WORD_CLASSES), unknownClass, 9), { maxLength: 3 }), 3);

export const anySpeech: fc.Arbitrary<Plan> = keys.chain((key) =>
  fc.record({ modelType: fc.constant('TRANSCRIPTION'), output: outputsOf(speechOutput(key)), moderated }),
);
export const anyText: fc.Arbitrary<Plan> = keys.chain((key) =>
  fc.record({ modelType: fc.constant('TEXT_CLASSIFICATION'), output: outputsOf(textOutput(key)), moderated }),
);
/** Levels of which nothing but the names of their classes says that they are those of a text. */
export const anyBareText: fc.Arbitrary<Plan> = keys.chain((key) =>
  fc.record({
    modelType: fc.constantFrom('CATEGORIZATION', null, undefined),
    output: outputsOf(wordPairs.map((pairs) => ({ time: 0, classes: written(key, pairs) }))),
    moderated: fc.constant(undefined),
  }),
);

/** As frames come, one after the other. */
function inTime(output: object[] | null | undefined): object[] | null | undefined {
  const timeOf = (frame: object) => ('time' in frame && typeof frame.time === 'number' ? frame.time : 0);
  return output?.toSorted((a, b) => timeOf(a) - timeOf(b));
}

export const anyFrames: fc.Arbitrary<Plan> = fc
  .tuple(
    keys,
    fc.record<Frames>({
      ofHeads: names,
      places: fc.constantFrom('classes', 'classes', 'boxes', 'both'),
      hasTwin: fc.nat(3).map((chance) => chance === 0),
    }),
    fc.boolean(),
  )
  .chain(([key, frames, isInTime]) =>
    fc.record({
      modelType: fc.constantFrom('CATEGORIZATION', 'AI_AUDIO_DETECTION', null, undefined),
      output: outputsOf(frameOutput(key, frames)).map((output) => (isInTime ? inTime(output) : output)),
      moderated: fc.constant(undefined),
    }),
  );
/** A product with nothing in it that we know as a score. */
export const anyUnread: fc.Arbitrary<Plan> = fc.record({
  modelType: fc.constantFrom('OCR', 'é', 'TRANSCRIPTION'),
  output: fc.array(fc.record({ time: number(9), block_text: mayLack(fc.constantFrom('a', 'é'), 3) }), {
    minLength: 1,
    maxLength: 2,
  }),
  moderated: fc.constant(undefined),
});

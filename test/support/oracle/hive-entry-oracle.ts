/** What one entry of a Hive task's `status[]` says: one model's look at the task's one medium. */
import { elementOf, type FoundPlace } from './findings.ts';
import {
  classesOf,
  type EntryClasses,
  isInText,
  type Look,
  type Product,
  productKnowing,
} from './hive-class-oracle.ts';
import { type Fields, fieldsOf, isFields, isName, isNumber, itemsOf, rangeOf, stringOf } from './json.ts';

export type Read = EntryClasses & {
  product: Product;
  model: string | null;
  unit: 'sentences' | 'texts' | 'frames' | 'segments';
  indexed: number;
  expected: number | null;
  complete: boolean | null;
  leftOut: number;
  /** Seconds: where the last of what was counted ends. */
  endsAt: number | null;
};

const UNITS = { speech: 'sentences', text: 'texts', 'ai-music': 'segments', audio: 'segments' } as const;

/** Boxes around what has any name there is: logos, and common objects. */
function isDetectorBox({ kind, fields }: Pick<Spot, 'kind' | 'fields'>): boolean {
  return kind === 'box' && ['logo', 'coco'].some((type) => type === fieldsOf(fields.meta).type);
}

/** Those of the outputs that come for the first time: pages may overlap, and frames are in the order of their times. */
function firstSeen(outputs: readonly Fields[]): Fields[] {
  const times = outputs.map(frameTime);
  return outputs.filter((_, index) => {
    const time = times[index];
    return !isNumber(time) || times.slice(0, index).every((before) => !isNumber(before) || before < time);
  });
}

/** The elements that may hold scores, whatever they are. */
type Spot = { kind: 'sentence' | 'output' | 'box'; fields: Fields; output: Fields; element: unknown };

function spotsIn(output: Fields): Spot[] {
  const sentences = itemsOf(output.classifications);
  const boxes = itemsOf(output.bounding_poly);
  const isShared = sentences.length > 0 || boxes.length > 0;
  const own = Array.isArray(output.classes)
    ? [{ kind: 'output' as const, fields: output, output, element: isShared ? output.classes : output }]
    : [];
  const ofList = (kind: 'sentence' | 'box', list: unknown[]) =>
    list.map((element) => ({ kind, fields: fieldsOf(element), output, element }));
  return [...ofList('sentence', sentences), ...own, ...ofList('box', boxes)];
}

/** V3 has it in a list of further things. */
function frameTime({ time, extra }: Fields): unknown {
  if (isNumber(time)) return time;
  return itemsOf(extra)
    .map(fieldsOf)
    .find(({ name }) => name === 'timestamp')?.value;
}

function placeOf({ fields, output, element }: Spot, product: Product): FoundPlace {
  const characters = rangeOf(fields.start_char_index, fields.end_char_index);
  const spoken = rangeOf(fields.start_timestamp, fields.end_timestamp);
  const shown = rangeOf(frameTime(output), frameTime(output));
  const time = product === 'speech' ? spoken : product === 'text' ? undefined : shown;
  const position = product === 'speech' || product === 'text' ? characters : undefined;
  return { ...(time && { time }), ...(position && { position }), element: elementOf(element) };
}

/** The classes as they stand there: V1 and V2 say class and score, V3 class_name or class and value. */
function pairsIn({ kind, fields }: Spot): { name: unknown; score: unknown }[] {
  const pairs = itemsOf(fields.classes).map(fieldsOf);
  // A box may be of one class, instead of a list of them.
  if (kind === 'box' && [fields.class, fields.class_name].some((name) => typeof name === 'string')) pairs.push(fields);
  return pairs.map((pair) => ({ name: pair.class ?? pair.class_name, score: pair.score ?? pair.value }));
}

function isUsable(score: unknown, product: Product): score is number {
  if (product === 'speech' || product === 'text') return [0, 1, 2, 3].some((level) => level === score);
  return isNumber(score) && score >= -1e-6 && score <= 1 + 1e-6;
}

function productOf(
  spots: readonly Spot[],
  outputs: readonly Fields[],
  { modelType, isSound }: { modelType: string | undefined; isSound: boolean },
): Product {
  if (spots.some(({ kind }) => kind === 'sentence') || modelType === 'TRANSCRIPTION') return 'speech';
  const hasCharacters = outputs.some((output) => isNumber(output.start_char_index) || isNumber(output.end_char_index));
  if (hasCharacters || modelType === 'TEXT_CLASSIFICATION') return 'text';
  const names = spots.flatMap((spot) => pairsIn(spot).flatMap(({ name }) => (isName(name) ? [name] : [])));
  const known = productKnowing(names, isSound);
  if (known !== undefined) return known;
  const scores = spots.flatMap((spot) => pairsIn(spot).flatMap(({ name, score }) => (isName(name) ? [score] : [])));
  if (isInText(names) && scores.some((score) => score === 2 || score === 3)) return 'text';
  if (modelType === 'AI_AUDIO_DETECTION') return 'ai-music';
  // What draws boxes around logos and things says so; of others a name that nobody knows may be a violation's.
  const isDetector = spots.every(
    (spot) => isDetectorBox(spot) || (spot.kind === 'output' && itemsOf(spot.fields.classes).length === 0),
  );
  return isDetector && outputs.some(({ bounding_poly }) => Array.isArray(bounding_poly)) ? 'detection' : 'unknown';
}

/** Undefined where nothing in it is a place for scores that we know. The responses are those of an entry's pages. */
export function readEntry(responses: readonly Fields[]): Read | undefined {
  const inputs = responses.map(({ input }) => fieldsOf(input));
  const outputs = responses.flatMap(({ output }) => itemsOf(output).filter(isFields));
  const places = ['classes', 'classifications', 'bounding_poly'];
  const hasPlace = outputs.some((output) => places.some((key) => Object.hasOwn(output, key)));
  const isOfWordsByType = inputs.some(({ model_type }) =>
    ['TRANSCRIPTION', 'TEXT_CLASSIFICATION'].includes(String(model_type)),
  );
  const isTextRead = outputs.some((output) => Object.hasOwn(output, 'block_text'));
  if (isTextRead || (outputs.length > 0 && !hasPlace && !isOfWordsByType)) return undefined;

  const spots = outputs.flatMap(spotsIn);
  const modelType = inputs.map((input) => stringOf(input.model_type)).find((type) => type !== undefined);
  const [mimetype = ''] = inputs.flatMap(({ media }) => stringOf(fieldsOf(media).mimetype) ?? []);
  const product = productOf(spots, outputs, { modelType, isSound: mimetype.startsWith('audio/') });
  const isOfWords = product === 'speech' || product === 'text';

  let leftOut = 0;
  const looks = spots.map((spot): Look => {
    const scores = pairsIn(spot).flatMap(({ name, score }) => {
      const usable = isUsable(score, product) ? score : null;
      // -1 says that the class is not supported for the language.
      const isUnsupported = isOfWords && score === -1;
      // A thing that was found may come without a score.
      const isScoreless = !isOfWords && isDetectorBox(spot) && (score ?? null) === null;
      if (!isName(name) || (usable === null && !isUnsupported && !isScoreless)) leftOut += 1;
      return isName(name) ? [{ name, score: usable }] : [];
    });
    return { at: placeOf(spot, product), scores, isDetectorBox: isDetectorBox(spot) };
  });
  const named = isOfWords ? responses.flatMap((each) => itemsOf(each.moderated_classes).filter(isName)) : [];

  // An empty list says that the model looked, and saw nothing.
  const lookedAt = outputs.filter((output) => Array.isArray(output.classes) || Array.isArray(output.bounding_poly));
  const sentences = spots.filter(({ kind }) => kind === 'sentence');
  const counted = product === 'speech' ? sentences : product === 'text' ? lookedAt : firstSeen(lookedAt);
  const indexed = counted.length;
  const frames = inputs
    .map((input) => fieldsOf(input.media).num_frames)
    .find((count) => count !== undefined && count !== null);
  const expected = !isOfWords && Number.isInteger(frames) && Number(frames) >= 0 ? Number(frames) : null;
  const isShort = leftOut > 0 || (expected !== null && indexed < expected);
  const times = product === 'speech' ? sentences.map(({ fields }) => fields.end_timestamp) : lookedAt.map(frameTime);
  const ends = product === 'text' ? [] : times.filter(isNumber);
  return {
    ...classesOf(product, looks, named),
    product,
    model: inputs.map((input) => stringOf(input.model)).find((model) => model !== undefined) ?? null,
    unit:
      product === 'speech' || product === 'text' || product === 'ai-music' || product === 'audio'
        ? UNITS[product]
        : 'frames',
    indexed,
    expected,
    complete: isShort ? false : expected === indexed ? true : null,
    leftOut,
    endsAt: ends.length === 0 ? null : Math.max(...ends),
  };
}

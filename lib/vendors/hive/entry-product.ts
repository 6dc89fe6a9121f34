/** Which of Hive's products an entry is of: Hive does not say it, its model and the shape of its output do. */
import type { CoverageUnit } from '../../summaries/file-summary.ts';
import type { ClassReadings } from './class-readings.ts';
import { HIVE_PRODUCTS, type HiveProduct } from './classes/class-entry.ts';
import { entryOf } from './classes/class-registry.ts';

/** `unknown`: the entry has scores, and nothing says what they are of. */
export type EntryProduct = HiveProduct | 'unknown';

/** Hive's own levels; every other product gives probabilities. */
export function hasSeverities(product: EntryProduct): product is 'speech' | 'text' {
  return product === 'speech' || product === 'text';
}

export const PROBABILITY_PRODUCTS: readonly HiveProduct[] = HIVE_PRODUCTS.filter((product) => !hasSeverities(product));

/** Where no class is known: the model types that belong to one product only. */
const PRODUCT_OF_MODEL_TYPE: ReadonlyMap<string, HiveProduct> = new Map([['AI_AUDIO_DETECTION', 'ai-music']]);

/** V3 names its models like the paths they are asked at, and has no model types. */
const V3_TEXT_MODEL = /(^|\/)text-moderation$/;

/** Speech or text by the model alone: silence has nothing else that says so. */
export function isOfWords({ model = '', modelType }: Pick<EntrySigns, 'model' | 'modelType'>): boolean {
  return modelType === 'TRANSCRIPTION' || isTextModel(model, modelType);
}

function isTextModel(model: string, modelType: string | undefined): boolean {
  return modelType === 'TEXT_CLASSIFICATION' || V3_TEXT_MODEL.test(model);
}

export type EntrySigns = {
  model: string | undefined;
  modelType: string | undefined;
  hasSentences: boolean;
  /** Of characters, which a text has. */
  hasPositions: boolean;
  hasBoxes: boolean;
  /** Classes of something else than a logo or a thing. */
  hasOtherClasses: boolean;
  mimetype: string | undefined;
  readings: Pick<ClassReadings, 'byName' | 'hasHighLevel'>;
};

export function productOf(signs: EntrySigns): EntryProduct {
  const { model = '', modelType, mimetype = '', hasSentences, hasPositions, hasBoxes, hasOtherClasses } = signs;
  if (hasSentences || modelType === 'TRANSCRIPTION') return 'speech';
  if (hasPositions || isTextModel(model, modelType)) return 'text';
  const classNames = [...signs.readings.byName.keys()];
  const byNames = productKnowingMost(classNames, mimetype.startsWith('audio/'));
  // A text has nothing else that says so where its model and its characters are not told.
  const hasTextClass = classNames.some((className) => entryOf('text', className) !== undefined);
  if (byNames === undefined && hasTextClass && signs.readings.hasHighLevel()) return 'text';
  const byModelType = modelType === undefined ? undefined : PRODUCT_OF_MODEL_TYPE.get(modelType);
  // The names of logos and things are without end; any other name that nobody knows may be a violation's.
  return byNames ?? byModelType ?? (hasBoxes && !hasOtherClasses ? 'detection' : 'unknown');
}

/** Of equals the first; of a sound, the one for sounds. Undefined when none of the names is known. */
function productKnowingMost(classNames: readonly string[], isSound: boolean): HiveProduct | undefined {
  let best: HiveProduct | undefined;
  let most = 0;
  for (const product of PROBABILITY_PRODUCTS) {
    const known = classNames.filter((className) => entryOf(product, className) !== undefined).length;
    if (known === 0 || known < most || (known === most && !(isSound && product === 'audio'))) continue;
    best = product;
    most = known;
  }
  return best;
}

/** What is counted of the product. */
export function unitOf(product: EntryProduct): CoverageUnit {
  if (product === 'speech') return 'sentences';
  if (product === 'text') return 'texts';
  return product === 'ai-music' || product === 'audio' ? 'segments' : 'frames';
}

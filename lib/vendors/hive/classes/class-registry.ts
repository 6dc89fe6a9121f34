/**
 * What is known of Hive's classes, by product and name. The tables beside this file hold it, each name with its source: a
 * name that is misspelt here would be a violation that nobody sees.
 */
import type { Polarity } from '../../../summaries/file-summary.ts';
import { AI_GENERATED_HEADS, AUDIO_HEADS, DEEPFAKE_HEADS } from './ai-generated-classes.ts';
import { type ClassEntry, type Head, HIVE_PRODUCTS, type HiveProduct } from './class-entry.ts';
import { DETECTION_HEADS } from './detection-classes.ts';
import type { HeadTable } from './head-table.ts';
import { MUSIC_HEADS } from './music-classes.ts';
import { SPEECH_HEADS, TEXT_HEADS } from './text-classes.ts';
import { VISUAL_HEADS } from './visual-classes.ts';

const HEADS_BY_PRODUCT: Readonly<Record<HiveProduct, readonly HeadTable[]>> = {
  speech: SPEECH_HEADS,
  text: TEXT_HEADS,
  visual: VISUAL_HEADS,
  'ai-generated': AI_GENERATED_HEADS,
  deepfake: DEEPFAKE_HEADS,
  'ai-music': MUSIC_HEADS,
  audio: AUDIO_HEADS,
  detection: DETECTION_HEADS,
};

type Known = { entry: ClassEntry; head: Head };

/** Maps, since a class may be called `constructor`. */
const KNOWN = new Map<HiveProduct, ReadonlyMap<string, Known>>(
  HIVE_PRODUCTS.map((product) => [product, knownOf(HEADS_BY_PRODUCT[product])]),
);

const HEADS = new Map<HiveProduct, readonly Head[]>(
  HIVE_PRODUCTS.map((product) => [product, HEADS_BY_PRODUCT[product].map(({ head }) => head)]),
);

export function entryOf(product: HiveProduct, className: string): ClassEntry | undefined {
  return KNOWN.get(product)?.get(className)?.entry;
}

/** The head that a class belongs to: where it sums to one, all of its classes are to be expected in an answer. */
export function headOf(product: HiveProduct, className: string): Head | undefined {
  return KNOWN.get(product)?.get(className)?.head;
}

export function headsOf(product: HiveProduct): readonly Head[] {
  return HEADS.get(product) ?? [];
}

/** Every entry of a product, head by head. */
export function entriesOf(product: HiveProduct): readonly ClassEntry[] {
  return HEADS_BY_PRODUCT[product].flatMap(({ entries }) => entries);
}

/** The products that have a class of this name, in the order of `HIVE_PRODUCTS`. One name may be in several. */
export function productsKnowing(className: string): readonly HiveProduct[] {
  return HIVE_PRODUCTS.filter((product) => entryOf(product, className) !== undefined);
}

export function isKnownClass(className: string): boolean {
  return productsKnowing(className).length > 0;
}

/** Whether every product that knows the class takes it for the safe side. False for a class that none knows. */
export function isSafeClass(className: string): boolean {
  return isAlways('safe', className);
}

/** Whether every product that knows the class takes it for a violation. False for a class that none knows. */
export function isViolation(className: string): boolean {
  return isAlways('violation', className);
}

function isAlways(polarity: Polarity, className: string): boolean {
  const products = productsKnowing(className);
  return products.length > 0 && products.every((product) => entryOf(product, className)?.polarity === polarity);
}

/**
 * Whether any name at all may come as a class, a brand's or a thing's, in a box of this `meta.type`: one that is not known
 * is then no class that was renamed, and no violation. `coco` is of Hive's model of common objects.
 */
export function hasOpenVocabulary(boxType: unknown): boolean {
  return boxType === 'logo' || boxType === 'coco';
}

/**
 * The classes whose maximum is a file's headline severity unless configured otherwise: every violation with levels. Of
 * those with two levels only child_exploitation: one phone number would make any text a 3.
 */
export const DEFAULT_SEVERITY_CLASSES: readonly string[] = [
  ...new Set(
    [...entriesOf('text'), ...entriesOf('speech')]
      .filter(({ scale, polarity }) => scale === 'severity' && polarity === 'violation')
      .map((entry) => entry.class),
  ),
  'child_exploitation',
];

function knownOf(tables: readonly HeadTable[]): ReadonlyMap<string, Known> {
  return new Map(tables.flatMap(({ head, entries }) => entries.map((entry) => [entry.class, { entry, head }])));
}

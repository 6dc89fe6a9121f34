/** A plain reading of a whole Hive task, written from what the vendor documents and the tables of its classes alone. */
import type { ClassMaximum, Moderation, Place } from '../../lib/summaries/file-summary.ts';
import type { HiveProduct } from '../../lib/vendors/hive/classes/class-entry.ts';
import { entryOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import { levelOfClass } from './plain-policy.ts';

type Scored = {
  classes: { class: string; score: number }[];
  start_timestamp?: number;
  end_timestamp?: number;
  start_char_index?: number;
  end_char_index?: number;
  time?: number;
};
type Response = {
  input: { media?: { url: string | null; num_frames?: number } };
  moderated_classes?: string[];
  output: (Scored & { classifications?: Scored[] })[];
};
export type HiveTask = { status: { status: { code: string }; response: Response }[] };

export type PlainTask = {
  url: string | undefined;
  unit: 'sentences' | 'texts' | 'frames';
  /** Sentences, texts or frames. */
  items: number;
  /** How many there should be, where the vendor says it: of frames alone. */
  expectedItems: number | null;
  /** Of the models that looked at it, those that failed. */
  failedEntries: number;
  moderation: Moderation;
};

const UNITS = { speech: 'sentences', text: 'texts', visual: 'frames' } as const;
type ReadProduct = HiveProduct & keyof typeof UNITS;

/** Undefined when the vendor could not read the input: nothing of it is a result. */
export function readHiveTask({ status }: HiveTask): PlainTask | undefined {
  const [entry, ...others] = status.filter(({ status: { code } }) => code === '0');
  if (entry === undefined) return undefined;
  if (others.length > 0) throw new Error('several models of one task: the simulator has none');
  const { response } = entry;
  const product = productOf(response);
  const items = response.output.flatMap((part) => part.classifications ?? [part]);
  const inItems = items.flatMap(({ classes }) => classes.map((each) => each.class));
  const names = new Set([...(response.moderated_classes ?? []), ...inItems]);
  const classes = Object.fromEntries([...names].map((name) => [name, maximumOf(name, product, items)]));
  return {
    url: response.input.media?.url ?? undefined,
    unit: UNITS[product],
    items: items.length,
    expectedItems: product === 'visual' ? (response.input.media?.num_frames ?? null) : null,
    failedEntries: status.length - 1,
    moderation: { ...headlineOf(classes), policy: 'standard@1', classes, unknownClasses: [], changedHeads: [] },
  };
}

/** Sentences are of speech alone, and characters of words. */
function productOf({ output }: Response): ReadProduct {
  if (output.some(({ classifications }) => classifications !== undefined)) return 'speech';
  return output.some(({ start_char_index }) => start_char_index !== undefined) ? 'text' : 'visual';
}

function maximumOf(name: string, product: ReadProduct, items: readonly Scored[]): ClassMaximum {
  const entry = entryOf(product, name);
  if (entry === undefined) throw new Error(`a ${product} class that nobody knows: the simulator has none`);
  const { head, polarity, scale } = entry;
  const scores = items.flatMap((item) =>
    item.classes.filter((each) => each.class === name).map(({ score }) => ({ score, at: placeOf(item, product) })),
  );
  const [first] = scores.toSorted((a, b) => b.score - a.score);
  return { product, head, polarity, scale, max: first?.score ?? null, at: first?.at ?? null, count: scores.length };
}

function placeOf(item: Scored, product: ReadProduct): Place {
  const position = rangeOf(item.start_char_index, item.end_char_index);
  const time =
    product === 'speech'
      ? rangeOf(item.start_timestamp, item.end_timestamp)
      : product === 'visual' && rangeOf(item.time, item.time);
  return { ...(time && { time }), ...(position && { position }) };
}

function rangeOf(begin: number | undefined, end: number | undefined) {
  return begin === undefined || end === undefined ? undefined : { begin, end };
}

/** The worst of the classes that count; one that is harmless has no name. */
function headlineOf(classes: Readonly<Record<string, ClassMaximum>>) {
  const [worst] = Object.entries(classes)
    .flatMap(([name, found]) => {
      const judged = levelOfClass(name, found);
      return judged === undefined ? [] : [{ name, found, ...judged }];
    })
    .toSorted((a, b) => b.level - a.level || a.order - b.order || b.score - a.score || (a.name < b.name ? -1 : 1));
  const derived = worst?.found.scale === 'probability';
  if (worst === undefined || worst.level === 0) {
    return { severity: worst?.level ?? null, severityClass: null, severityAt: null, derived };
  }
  return { severity: worst.level, severityClass: worst.name, severityAt: worst.found.at, derived };
}

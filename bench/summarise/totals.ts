/**
 * What every reader must find, and find alike: per file and model the number of predictions (of frames, of sentences), and
 * per name the mean and the maximum; all of it in one digest, so that nothing is kept.
 */
import { createHash } from 'node:crypto';

export type Score = { name: string; score: number };

/** Of one file, by model. The mean is null for Hive, which has none. */
export type FileTotals = Record<string, { predictions: number; names: Record<string, [number | null, number | null]> }>;

export type Totals = {
  /** A file in which nothing was found counts for nothing: not every reader sees it. */
  addFile(file: () => FileTotals): void;
  digest(): string;
  /** How long the comparing itself took up to now, which is no part of a reading. */
  seconds(): number;
};

export function makeTotals(): Totals {
  const hash = createHash('sha256');
  let milliseconds = 0;
  return {
    addFile: (file) => {
      const startedAt = performance.now();
      const models = Object.entries(file())
        .filter(([, { predictions }]) => predictions > 0)
        .map(([model, { predictions, names }]) => [model, predictions, Object.entries(names).sort(byName)]);
      if (models.length > 0) hash.update(`${JSON.stringify(models.sort(byName))}\n`);
      milliseconds += performance.now() - startedAt;
    },
    digest: () => hash.digest('hex'),
    seconds: () => milliseconds / 1000,
  };
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

export type PlainTally = {
  addPrediction(model: string, scores: readonly Score[]): void;
  /** For Hive's classes, of which the maximum is what matters. */
  addFrame(classes: readonly { class: string; score: number }[]): void;
  totals(): FileTotals;
};

type Running = { sum: number; count: number; max: number };

/** As one would write it for values that are parsed: for the readers that Verdex is compared with. */
export function makePlainTally(): PlainTally {
  const models = new Map<string, { predictions: number; names: Map<string, Running> }>();
  const open = (model: string) => {
    let totals = models.get(model);
    if (totals === undefined) {
      totals = { predictions: 0, names: new Map() };
      models.set(model, totals);
    }
    totals.predictions += 1;
    return totals.names;
  };
  const add = (names: Map<string, Running>, name: string, score: number) => {
    const seen = names.get(name);
    if (seen === undefined) {
      names.set(name, { sum: score, count: 1, max: score });
      return;
    }
    seen.sum += score;
    seen.count += 1;
    if (score > seen.max) seen.max = score;
  };
  return {
    addPrediction: (model, scores) => {
      const names = open(model);
      for (const { name, score } of scores) add(names, name, score);
    },
    addFrame: (classes) => {
      const names = open(HIVE);
      for (const { class: name, score } of classes) add(names, name, score);
    },
    totals: () => {
      const named = (model: string, names: Map<string, Running>) =>
        Object.fromEntries(
          [...names].map(([name, { sum, count, max }]): [string, [number | null, number]] => [
            name,
            [model === HIVE ? null : sum / count, max],
          ]),
        );
      return Object.fromEntries(
        [...models].map(([model, { predictions, names }]) => [model, { predictions, names: named(model, names) }]),
      );
    },
  };
}

/** In the place of a model's name: a task of Hive's is about one file, whatever looked at it. */
export const HIVE = 'hive';

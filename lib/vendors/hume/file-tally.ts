/** What is counted for one file of a Hume result while its predictions pass by. */
import { Permanent } from '../../platform/errors.ts';
import { type EmotionStatistics, makeEmotionStatistics } from '../../summaries/emotions.ts';
import type { Element } from '../../summaries/in-place/element.ts';
import type { Tallies } from '../../summaries/in-place/tallies.ts';
import type { ByteRange } from '../../summaries/reader/cut-plan.ts';
import { addPrediction, addPredictionInPlace } from './predictions.ts';
import type { ReadFile } from './read-file.ts';

/** Hume has six. */
const MAX_MODELS = 32;

export type FileTally = {
  /** The file's path as Hume gives it; it may come after the models. */
  path: string | undefined;
  /** Throws Permanent for more models than any file has. */
  openModel(name: string): void;
  openGroup(): void;
  nameGroup(id: string): void;
  addPrediction(value: unknown, bytes: ByteRange): void;
  /** The same of one in the reader's window. False, and nothing added, where it is to be given parsed. */
  addPredictionInPlace(element: Element): boolean;
  /** Once, when all of it was read. */
  read(): ReadFile;
};

/** `tallies`: of the kernel that reads, where one does. */
export function makeFileTally(tallies?: Tallies): FileTally {
  const models = new Map<string, EmotionStatistics>();
  const unusable = new Map<string, number>();
  let model = makeEmotionStatistics(tallies);
  const onUnusable = (what: string) => unusable.set(what, (unusable.get(what) ?? 0) + 1);

  return {
    path: undefined,
    openModel: (name) => {
      model = models.get(name) ?? makeEmotionStatistics(tallies);
      models.set(name, model);
      if (models.size > MAX_MODELS) throw new Permanent(`a file with more than ${MAX_MODELS} models`);
    },
    openGroup: () => model.openGroup(),
    nameGroup: (id) => model.nameGroup(id),
    addPrediction: (value, bytes) => addPrediction(value, bytes, model, onUnusable),
    addPredictionInPlace: (element) => addPredictionInPlace(element, model, onUnusable),
    read() {
      const emotions = Object.fromEntries([...models].map(([name, statistics]) => [name, statistics.summary()]));
      for (const statistics of models.values()) statistics.close();
      return {
        path: this.path,
        predictions: models.values().reduce((sum, statistics) => sum + statistics.predictions(), 0),
        emotions,
        leftOut: [...unusable].map(([what, count]) => `left out: ${what} (${count} times)`),
      };
    },
  };
}

/** What is counted for one file of a Hume result while its predictions pass by. */
import { type EmotionStatistics, makeEmotionStatistics } from '../../summaries/emotions.ts';
import { type FileSummary, INDEX_VERSION } from '../../summaries/file-summary.ts';
import { fileKeyOf } from '../../summaries/identity.ts';
import { MAX_QUOTED_ERRORS, quoteVendor } from '../vendor.ts';
import { addPrediction } from './predictions.ts';
import type { HumeSource } from './schemas.ts';

export type FileTally = {
  /** The file's path as Hume gives it; it may come after the models. */
  path: string | undefined;
  openModel(name: string): void;
  openGroup(): void;
  nameGroup(id: string): void;
  addPrediction(value: unknown): void;
  addError(message: string): void;
  readonly predictions: number;
  /** Kinds of things that could not be counted. */
  readonly leftOut: number;
  summary(about: { identity: string; jobId: string; source: HumeSource; sourceIndex: number }): FileSummary;
};

export function makeFileTally(): FileTally {
  const models = new Map<string, EmotionStatistics>();
  const unusable = new Map<string, number>();
  const errors: string[] = [];
  let errorCount = 0;
  let model = makeEmotionStatistics();
  const predictions = () => models.values().reduce((sum, { predictions }) => sum + predictions, 0);

  return {
    path: undefined,
    openModel: (name) => {
      model = models.get(name) ?? makeEmotionStatistics();
      models.set(name, model);
    },
    openGroup: () => model.openGroup(),
    nameGroup: (id) => model.nameGroup(id),
    addPrediction: (value) => addPrediction(value, model, (what) => unusable.set(what, (unusable.get(what) ?? 0) + 1)),
    addError: (message) => {
      errorCount += 1;
      if (errors.length < MAX_QUOTED_ERRORS) errors.push(quoteVendor(message));
    },
    get predictions() {
      return predictions();
    },
    get leftOut() {
      return unusable.size;
    },
    summary({ identity, jobId, source, sourceIndex }) {
      const notes = [...unusable].map(([what, count]) => `left out: ${what} (${count} times)`);
      return {
        identity,
        fileKey: fileKeyOf(identity),
        vendor: 'hume',
        jobId,
        schema: 'hume-batch-v0',
        source: describeSource(source, sourceIndex),
        path: this.path ?? null,
        emotions: Object.fromEntries([...models].map(([name, statistics]) => [name, statistics.summary()])),
        moderation: null,
        coverage: {
          unit: 'predictions',
          indexed: predictions(),
          complete: errorCount + unusable.size > 0 ? false : null,
        },
        errors: [...errors, ...notes],
        raw: null,
        indexVersion: INDEX_VERSION,
      };
    },
  };
}

function describeSource(source: HumeSource, index: number): FileSummary['source'] {
  if (source.type === 'url') return { index, type: 'url', url: source.url };
  if (source.type === 'text') return { index, type: 'text' };
  const filename = source.filename ?? undefined;
  return { index, type: 'file', md5: source.md5sum, ...(filename !== undefined && { filename }) };
}

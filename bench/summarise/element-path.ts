/** Where in a result the elements stand that a streaming parser puts together one at a time. */
import type { VendorName } from './inputs.ts';
import { makePlainTally, type PlainTally, type Totals } from './totals.ts';

type Key = string | number | null | undefined;

/** As `@streamparser/json` has them, below `$`. */
export const ELEMENT_PATHS: Record<VendorName, readonly string[]> = {
  hume: ['*.results.predictions.*.models.*.grouped_predictions.*.predictions.*'],
  hive: ['status.*.response.output.*', 'status.*.response.output.*.classifications.*'],
};

export type ParsedElement = {
  emotions?: { name: string; score: number }[];
  classes?: { class: string; score: number }[];
};

/** Adds elements, in the order of the document, to the file they are of. */
export function makeElementTally(vendor: VendorName, totals: Totals) {
  let file = '';
  let tally: PlainTally = makePlainTally();
  const finish = () => {
    const found = tally.totals();
    totals.addFile(() => found);
  };
  return {
    /** `path`: the keys and indexes that lead to the element. */
    add({ emotions, classes }: ParsedElement, path: readonly Key[]): void {
      if (vendor === 'hive') {
        if (classes !== undefined) tally.addFrame(classes);
        return;
      }
      // Source, `results`, `predictions`, file, `models`, model, …
      const [source, , , index, , model] = path;
      if (file !== `${source}/${index}`) {
        if (file !== '') finish();
        file = `${source}/${index}`;
        tally = makePlainTally();
      }
      if (emotions !== undefined) tally.addPrediction(String(model), emotions);
    },
    finish,
  };
}

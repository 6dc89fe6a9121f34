import type { Reader } from './reader.ts';
import { readWhole } from './segments.ts';
import { makePlainTally, type Totals } from './totals.ts';

/** The whole text, then plain loops: what one writes first. */
export const readWithJsonParse: Reader = async (input, vendor, totals) => {
  const result = JSON.parse((await readWhole(input)).toString());
  if (vendor === 'hume') addHume(result, totals);
  else addHive(result, totals);
};

type HumeResult = {
  results: {
    predictions: {
      models: Record<
        string,
        { grouped_predictions: { predictions: { emotions: { name: string; score: number }[] }[] }[] }
      >;
    }[];
  };
}[];

function addHume(sources: HumeResult, totals: Totals): void {
  for (const { results } of sources) {
    for (const { models } of results.predictions) {
      const tally = makePlainTally();
      for (const [model, { grouped_predictions }] of Object.entries(models)) {
        for (const { predictions } of grouped_predictions) {
          for (const { emotions } of predictions) tally.addPrediction(model, emotions);
        }
      }
      const found = tally.totals();
      totals.addFile(() => found);
    }
  }
}

type HiveClasses = { classes: { class: string; score: number }[] };
type HiveTask = { status: { response: { output: (HiveClasses | { classifications: HiveClasses[] })[] } }[] };

function addHive({ status }: HiveTask, totals: Totals): void {
  const tally = makePlainTally();
  for (const { response } of status) {
    for (const output of response.output) {
      if ('classes' in output) tally.addFrame(output.classes);
      else for (const { classes } of output.classifications) tally.addFrame(classes);
    }
  }
  const found = tally.totals();
  totals.addFile(() => found);
}

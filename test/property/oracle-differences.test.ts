/**
 * Where what makes Hive's summaries is known to differ from a plain reading, each by its smallest example. One that no longer
 * differs fails here: then it goes, with what keeps it out of the results at random.
 */
import { expect, test } from 'vitest';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { bytesOf, onlyFile, summarised } from '../support/result-bytes.ts';

type Scores = Record<string, number>;
const classes = (scores: Scores) => Object.entries(scores).map(([name, score]) => ({ class: name, score }));
const entry = (model_type: string, output: unknown) => ({
  status: { code: '0' },
  response: { input: { model_type }, output },
});
const frames = (scores: Scores) => entry('CATEGORIZATION', [{ time: 0, classes: classes(scores) }]);

async function fileOf(...status: unknown[]): Promise<FileSummary> {
  return onlyFile(await summarised(makeSummariseHive(DEFAULT_POLICY), bytesOf({ id: 'task-1', status })));
}

test.fails('a severity of 3 is the headline, whatever another model gave a class of that name before', async () => {
  const speech = entry('TRANSCRIPTION', [{ classifications: [{ classes: classes({ violence: 3 }) }] }]);
  const { moderation } = await fileOf(frames({ yes_gambling: 0.1, violence: 0.2 }), speech);
  expect(moderation).toMatchObject({ severity: 3, derived: false });
});

test.fails('a class nobody knows is the headline, whatever a detector found under that name', async () => {
  const logo = entry('DETECTION', [{ bounding_poly: [{ classes: classes({ renamed: 0.99 }) }] }]);
  const { moderation } = await fileOf(logo, frames({ yes_gambling: 0.1, renamed: 0.95 }));
  expect(moderation).toMatchObject({ severity: 2, severityClass: 'renamed', unknownClasses: ['renamed'] });
});

test.fails.each([
  ['TRANSCRIPTION', 'classifications', 'sentences'],
  ['TEXT_CLASSIFICATION', 'classes', 'texts'],
  ['CATEGORIZATION', 'bounding_poly', 'frames'],
])('%s with null for its %s is silence, not a product that is not read', async (modelType, place, unit) => {
  const { moderation, coverage } = await fileOf(entry(modelType, [{ [place]: null }]));
  expect(moderation).toMatchObject({ severity: null, classes: {} });
  expect(coverage).toMatchObject({ unit, indexed: 0, complete: null });
});

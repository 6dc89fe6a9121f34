/** Hume's summaries against a plain reading of the whole result, written from VENDORS.md and DESIGN.md alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileSummary, Place } from '../../lib/summaries/file-summary.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { withoutBytes } from '../support/hume-summaries.ts';
import { plainErrorCount, plainFiles, type Source } from '../support/plain-hume-reading.ts';
import { anySource, reorderedBy, result } from '../support/random-hume-results.ts';
import { piecesOf, summarised } from '../support/result-bytes.ts';

/** The errors of a file in no order: it depends on that of the keys. */
function comparable({ source: { index, type }, path, emotions, coverage, errors }: FileSummary) {
  const said = errors.filter((each) => !each.startsWith('left out'));
  return {
    source: { index, type },
    path,
    emotions: withoutBytes(emotions),
    leftOut: errors.length - said.length,
    said: said.toSorted(),
    complete: coverage.complete,
  };
}

type Element = Record<'emotions' | 'toxicity', { name: string; score: number }[] | undefined>;

/** Whether the element that a maximum was read from scores just that. */
function isProven(bytes: Buffer, { max, peak }: { max: number; peak: Place }, list: keyof Element, name: string) {
  const element: Element = JSON.parse(bytes.subarray(peak.bytes?.begin, peak.bytes?.end).toString());
  return element[list]?.some((each) => each.name === name && each.score === max) === true;
}

function unproven(bytes: Buffer, { emotions }: FileSummary): string[] {
  return Object.values(emotions).flatMap(({ top, all, toxicity = {} }) => [
    ...top.filter((each) => !isProven(bytes, each, 'emotions', each.name)).map(({ name }) => name),
    ...Object.entries(all).flatMap(([name, each]) => (isProven(bytes, each, 'emotions', name) ? [] : [name])),
    ...Object.entries(toxicity).flatMap(([name, each]) => (isProven(bytes, each, 'toxicity', name) ? [] : [name])),
  ]);
}

test('a result, in any key order and any chunks, is what a plain reading of it says', async () => {
  let files = 0;
  let readInPart = 0;
  let besides = 0;
  await fc.assert(
    fc.asyncProperty(result, async ({ sources, keyOrder, isCallback, ref, cuts }) => {
      const ordered = reorderedBy(sources, keyOrder);
      const whole = isCallback ? { job_id: 'job-1', status: 'COMPLETED', predictions: ordered } : ordered;
      const bytes = Buffer.from(JSON.stringify(whole));
      const context = { jobId: 'job-1', ref };
      const summary = await summarised(summariseHume, piecesOf(bytes, cuts), context);

      const expected = plainFiles(JSON.parse(JSON.stringify(sources)));
      expect(summary.files.map(comparable)).toEqual(
        expected.map(({ said, ...file }) => ({
          ...file,
          emotions: withoutBytes(file.emotions),
          said: said.toSorted(),
          complete: said.length + file.leftOut > 0 ? false : null,
        })),
      );
      expect(summary.report).toEqual({
        files: expected.length,
        predictions: expected
          .flatMap((file) => Object.values<{ predictions: number }>(file.emotions))
          .reduce((sum, { predictions }) => sum + predictions, 0),
        expected: null,
        complete: null,
        errorCount: plainErrorCount(JSON.parse(JSON.stringify(sources))),
        failure: undefined,
        unknownClasses: [],
        changedHeads: [],
      });
      expect(summary.files.flatMap((file) => unproven(bytes, file))).toEqual([]);

      expect(new Set(summary.files.map(({ fileKey }) => fileKey)).size).toBe(summary.files.length);
      expect(await summarised(summariseHume, bytes, context)).toEqual(summary);
      files += summary.files.length;
      besides += expected
        .flatMap(({ emotions }) => Object.values(emotions))
        .filter((model) => 'sentiment' in model && 'toxicity' in model && model.notSummarised.length > 0).length;
      readInPart += expected.filter(({ said, emotions }) => said.length > 0 && Object.keys(emotions).length > 0).length;
    }),
    { numRuns: 400 },
  );
  // The generator reaches all, or the test above proves nothing.
  expect(files).toBeGreaterThan(400);
  expect(besides).toBeGreaterThan(50);
  expect(readInPart).toBeGreaterThan(100);
});

test('the first file of a source is who the design says it is', async () => {
  const identityOf = ({ type, url = '', md5sum = '' }: Source['source'], file: string): string => {
    if (type === 'text' || url === 'odd') return `hume:job-1/0/${file}`;
    if (type === 'file') return `md5:${md5sum}`;
    return url.toLowerCase().replace(/\?.*/, '');
  };
  await fc.assert(
    fc.asyncProperty(anySource, fc.constantFrom('clip.mp4', 'clip.mp3', 'faces/1.jpg'), async (about, file) => {
      const bytes = Buffer.from(JSON.stringify([{ source: about, results: { predictions: [{ file, models: {} }] } }]));
      const { files } = await summarised(summariseHume, bytes, { jobId: 'job-1' });
      const isInArchive = about.type !== 'text' && /zip/.test(JSON.stringify(about));
      const isMember = about.type !== 'text' && (isInArchive || file.includes('/'));
      const container = identityOf(about, file);
      expect(files.map(({ identity }) => identity)).toEqual([isMember ? `${container}!/${file}` : container]);
    }),
    { numRuns: 100 },
  );
});

/** Hume's summaries against a plain reading of the whole result, written from VENDORS.md and DESIGN.md alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { plainErrorCount, plainFiles, type Source } from '../support/plain-hume-reading.ts';
import { anySource, reorderedBy, result } from '../support/random-hume-results.ts';
import { piecesOf, summarised } from '../support/result-bytes.ts';

/** The errors of a file in no order: it depends on that of the keys. */
function comparable({ source: { index, type }, path, emotions, coverage, errors }: FileSummary) {
  const said = errors.filter((each) => !each.startsWith('left out'));
  return {
    source: { index, type },
    path,
    emotions,
    leftOut: errors.length - said.length,
    said: said.toSorted(),
    complete: coverage.complete,
  };
}

test('a result, in any key order and any chunks, is what a plain reading of it says', async () => {
  let files = 0;
  let readInPart = 0;
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
          said: said.toSorted(),
          complete: said.length + file.leftOut > 0 ? false : null,
        })),
      );
      expect(summary.report).toEqual({
        files: expected.length,
        predictions: expected
          .flatMap((file) => Object.values<{ predictions: number }>(file.emotions))
          .reduce((sum, { predictions }) => sum + predictions, 0),
        errorCount: plainErrorCount(JSON.parse(JSON.stringify(sources))),
        failure: undefined,
        unknownClasses: [],
      });

      expect(new Set(summary.files.map(({ fileKey }) => fileKey)).size).toBe(summary.files.length);
      expect(await summarised(summariseHume, bytes, context)).toEqual(summary);
      files += summary.files.length;
      readInPart += expected.filter(({ said, emotions }) => said.length > 0 && Object.keys(emotions).length > 0).length;
    }),
    { numRuns: 400 },
  );
  // The generator reaches both, or the test above proves nothing.
  expect(files).toBeGreaterThan(400);
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

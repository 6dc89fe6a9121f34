/** COMPLETED does not mean complete: what Hume says went wrong is found on the file it is about. */
import { describe, expect, test } from 'vitest';
import { face, faceFile, urlSource, withErrors } from '../../../support/hume-results.ts';
import { CLIP, summarise } from '../../../support/hume-summaries.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

const ZIP = 'https://example.com/faces.zip';

/** An archive whose members are `0.jpg`, `1.jpg`, … */
function archive(members: number) {
  return urlSource(
    ZIP,
    ...Array.from({ length: members }, (_, index) => faceFile(`${index}.jpg`, face(index, { Joy: 0.5 }))),
  );
}

async function errorsByFile(result: unknown) {
  const { files } = await summarise(result);
  return files.map(({ path, errors, coverage }) => [path, errors, coverage.complete]);
}

test('a source that failed is a file with an error, so that it is found', async () => {
  const { files, report } = await summarise([
    { source: { type: 'url', url: CLIP }, error: 'could not be downloaded' },
    urlSource('https://example.com/b.mp4', faceFile('b.mp4', face(0, { Joy: 0.5 }))),
  ]);
  expect(files.map(({ identity, errors, coverage }) => [identity, errors, coverage.complete])).toEqual([
    [CLIP, ['could not be downloaded'], false],
    ['https://example.com/b.mp4', [], null],
  ]);
  expect(files[0]).toMatchObject({ emotions: {}, moderation: null, coverage: { indexed: 0 }, path: null });
  expect(report).toMatchObject({ files: 2, predictions: 1, errorCount: 1 });
});

test('a null in the place of a source is a file with an error, and the others keep their place', async () => {
  const good = urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 0.5 })));
  for (const whole of [[null, good, null], { predictions: [null, good, null], job_id: 'job-1' }]) {
    const { files, report } = await summarise(whole);
    expect(files.map(({ source, identity, errors }) => [source.index, source.type, identity, errors])).toEqual([
      [0, 'unknown', 'hume:job-1/0/', ['Hume gave no result for this source']],
      [1, 'url', CLIP, []],
      [2, 'unknown', 'hume:job-1/2/', ['Hume gave no result for this source']],
    ]);
    expect(report).toMatchObject({ files: 3, predictions: 1, errorCount: 2 });
  }
});

test('a null in the place of a file is a file with an error', async () => {
  const file = faceFile('clip.mp4', face(0, { Joy: 0.5 }));
  const { files, report } = await summarise([urlSource(CLIP, file, null)]);
  expect(files.map(({ path, errors, coverage }) => [path, errors, coverage.complete])).toEqual([
    ['clip.mp4', [], null],
    [null, ['left out: a file of null'], false],
  ]);
  expect(report).toMatchObject({ files: 2, predictions: 1, errorCount: 1 });
});

describe('an error that names a file', () => {
  test('which has no predictions makes a file beside those that did not fail', async () => {
    const { files, report } = await summarise([
      withErrors(archive(1), { message: 'not an image', file: 'faces/2.txt' }),
    ]);
    expect(files.map(({ identity, errors }) => [identity, errors])).toEqual([
      [`${ZIP}!/0.jpg`, []],
      [`${ZIP}!/faces/2.txt`, ['not an image']],
    ]);
    expect(report).toMatchObject({ files: 2, errorCount: 1 });
  });

  test('which was read in part stands on that file, and on no other', async () => {
    const result = await summarise([withErrors(archive(3), { message: 'prosody failed', file: '1.jpg' })]);
    expect(result.files.map(({ path, errors, coverage }) => [path, errors, coverage])).toEqual([
      ['0.jpg', [], { unit: 'predictions', indexed: 1, expected: null, complete: null }],
      ['1.jpg', ['prosody failed'], { unit: 'predictions', indexed: 1, expected: null, complete: false }],
      ['2.jpg', [], { unit: 'predictions', indexed: 1, expected: null, complete: null }],
    ]);
    expect(result.files[1]?.emotions.face?.all.Joy?.max).toBe(0.5);
    expect(result.report).toMatchObject({ files: 3, predictions: 3, errorCount: 1 });
  });

  test('of another source is none of this one’s', async () => {
    const result = [archive(1), withErrors(urlSource(`${ZIP}?again`), { message: 'broken', file: '0.jpg' })];
    const { files } = await summarise(result);
    expect(files.map(({ source, path, errors }) => [source.index, path, errors])).toEqual([
      [0, '0.jpg', []],
      [1, '0.jpg', ['broken']],
    ]);
  });

  test('which is there more than once stands on each', async () => {
    const twice = urlSource(ZIP, faceFile('a.jpg', face(0, { Joy: 0.1 })), faceFile('a.jpg', face(0, { Joy: 0.2 })));
    expect(await errorsByFile([withErrors(twice, { message: 'blurred', file: 'a.jpg' })])).toEqual([
      ['a.jpg', ['blurred'], false],
      ['a.jpg', ['blurred'], false],
    ]);
  });

  test('with others about it is one file, not several', async () => {
    const errors = ['face failed', 'prosody failed', 'burst failed'].map((message) => ({ message, file: 'clip.mp4' }));
    const result = await summarise([withErrors(urlSource(CLIP), ...errors)]);
    expect(onlyFile(result)).toMatchObject({
      identity: CLIP,
      errors: ['face failed', 'prosody failed', 'burst failed'],
      coverage: { complete: false },
    });
    expect(result.report).toMatchObject({ files: 1, errorCount: 3 });
  });

  test.each([
    ['without words', { file: '1.jpg' }],
    ['with words of null', { message: null, file: '1.jpg' }],
    ['with a number for its words', { message: 5, file: '1.jpg', code: 5 }],
  ])('%s is still about the file it names', async (_, error) => {
    expect(await errorsByFile([withErrors(archive(2), error)])).toEqual([
      ['0.jpg', [], null],
      ['1.jpg', ['an error without a message'], false],
    ]);
  });
});

describe('an error that names no file', () => {
  test.each([
    ['in the list', withErrors(archive(2), { message: 'cut short', file: null })],
    ['in the list, without the key', withErrors(archive(2), { message: 'cut short' })],
    ['of the source', { ...archive(2), error: 'cut short' }],
  ])('%s is about every file of the source', async (_, source) => {
    expect(await errorsByFile([source, urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 1 })))])).toEqual([
      ['0.jpg', ['cut short'], false],
      ['1.jpg', ['cut short'], false],
      ['clip.mp4', [], null],
    ]);
  });

  test('is about files that failed by name as well, whichever error comes first', async () => {
    const named = { message: 'not an image', file: 'a.txt' };
    const nameless = { message: 'cut short' };
    const expected = [
      ['0.jpg', ['cut short'], false],
      ['a.txt', ['not an image', 'cut short'], false],
    ];
    expect(await errorsByFile([withErrors(archive(1), named, nameless)])).toEqual(expected);
    expect(await errorsByFile([withErrors(archive(1), nameless, named)])).toEqual(expected);
    expect(await errorsByFile([{ error: 'cut short', ...withErrors(archive(1), named) }])).toEqual(expected);
    expect(await errorsByFile([{ ...withErrors(archive(1), named), error: 'cut short' }])).toEqual(expected);
  });

  test('is one file of its own where the source has none', async () => {
    const source = { ...withErrors(urlSource(CLIP), { message: 'not a video' }), error: 'cut short' };
    const result = await summarise([source]);
    expect(onlyFile(result)).toMatchObject({ identity: CLIP, path: null, errors: ['not a video', 'cut short'] });
    expect(result.report).toMatchObject({ files: 1, errorCount: 2 });
  });

  test('in a shape we do not know is still an error', async () => {
    const result = await summarise([withErrors(urlSource(CLIP), 'oops', null, { code: 5, file: 5 })]);
    expect(onlyFile(result).errors).toEqual(Array(3).fill('an error without a message'));
    expect(result.report.errorCount).toBe(3);
  });
});

test('of many errors about a file the first twenty are quoted, cut to a length, and all are counted', async () => {
  const errors = Array.from({ length: 25 }, (_, index) => ({
    message: `${index} ${'x'.repeat(400)}`,
    file: 'clip.mp4',
  }));
  const result = await summarise([withErrors(urlSource(CLIP), ...errors)]);
  const quoted = onlyFile(result).errors;
  expect(quoted.map((message) => message.split(' ')[0])).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  expect(quoted.map(({ length }) => length)).toEqual(Array(20).fill(300));
  expect(result.report.errorCount).toBe(25);
});

describe('a job that failed', () => {
  test.each([
    ['no predictions', {}],
    ['null predictions', { predictions: null }],
    ['empty predictions', { predictions: [] }],
  ])('with %s is a failure, not a broken result', async (_, rest) => {
    for (const callback of [
      { job_id: 'job-1', status: 'FAILED', ...rest },
      { ...rest, status: 'FAILED', job_id: 'job-1' },
    ]) {
      const { files, report } = await summarise(callback);
      expect(files).toEqual([]);
      expect(report).toMatchObject({ files: 0, predictions: 0, failure: 'Hume says that the job failed' });
    }
  });
});

/** COMPLETED does not mean complete: what Hume says went wrong is found on the file it is about. */
import { describe, expect, test } from 'vitest';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { face, faceFile, urlSource, withErrors } from '../../../support/hume-results.ts';
import { bytesOf, everyBytes, onlyFile, streamOf, summarised } from '../../../support/result-bytes.ts';

const CLIP = 'https://example.com/media/clip.mp4';
const ZIP = 'https://example.com/faces.zip';
const context = { jobId: 'job-1' };

function summarise(result: unknown) {
  return summarised(summariseHume, bytesOf(result), context);
}

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
      ['0.jpg', [], { unit: 'predictions', indexed: 1, complete: null }],
      ['1.jpg', ['prosody failed'], { unit: 'predictions', indexed: 1, complete: false }],
      ['2.jpg', [], { unit: 'predictions', indexed: 1, complete: null }],
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
    const result = await summarise([withErrors(urlSource(CLIP), 'oops', { code: 5 })]);
    expect(onlyFile(result).errors).toEqual(['an error without a message', 'an error without a message']);
    expect(result.report.errorCount).toBe(2);
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

describe('a source of more files than are held for its errors', () => {
  const MEMBERS = 600;
  const LAST_LET_GO = MEMBERS - 256 - 1;
  const inOrder = Array.from({ length: MEMBERS }, (_, index) => `${index}.jpg`);
  const about = (...members: number[]) =>
    members.map((member) => ({ message: `bad ${member}`, file: `${member}.jpg` }));

  test('loses no file and no error, and keeps their order', async () => {
    const errors = about(0, LAST_LET_GO, LAST_LET_GO + 1, MEMBERS - 1);
    const { files, report } = await summarise([
      withErrors(archive(MEMBERS), ...errors, { message: 'no image', file: 'a.txt' }),
    ]);
    expect(files.map(({ path }) => path)).toEqual([...inOrder, 'a.txt']);
    expect(files.filter((file) => file.errors.length > 0).map(({ path, errors }) => [path, errors])).toEqual([
      [`${LAST_LET_GO + 1}.jpg`, [`bad ${LAST_LET_GO + 1}`]],
      [`${MEMBERS - 1}.jpg`, [`bad ${MEMBERS - 1}`]],
      ['a.txt', ['no image']],
    ]);
    expect(files.filter(({ coverage }) => coverage.complete === false)).toHaveLength(3);
    expect(files.map(({ emotions }) => emotions.face?.all.Joy?.peak.time?.begin)).toEqual([
      ...Array.from({ length: MEMBERS }, (_, index) => index),
      undefined,
    ]);
    expect(report).toMatchObject({ files: MEMBERS + 1, predictions: MEMBERS, errorCount: 5 });
  });

  test('which fits exactly holds them all', async () => {
    const { files, report } = await summarise([withErrors(archive(256), ...about(0, 255))]);
    expect(files.flatMap(({ path, errors }) => errors.map((error) => [path, error]))).toEqual([
      ['0.jpg', 'bad 0'],
      ['255.jpg', 'bad 255'],
    ]);
    expect(report).toMatchObject({ files: 256, errorCount: 2 });
  });

  test('that is named last lets no file go unnamed', async () => {
    const { source, results } = withErrors(archive(MEMBERS), ...about(0, MEMBERS - 1));
    const { files, report } = await summarise([{ results, source }]);
    expect(files.map(({ identity }) => identity)).toEqual(inOrder.map((path) => `${ZIP}!/${path}`));
    expect(files[0]).toMatchObject({ errors: ['bad 0'], coverage: { complete: false } });
    expect(report).toMatchObject({ files: MEMBERS, errorCount: 2 });
  });

  test('hands them over while the result still comes', async () => {
    const pieces = everyBytes(bytesOf([archive(MEMBERS)]), 4096);
    let taken = 0;
    let takenBeforeLast = 0;
    async function* stream() {
      yield* streamOf(pieces.slice(0, -1));
      takenBeforeLast = taken;
      yield* streamOf(pieces.slice(-1));
    }
    await summariseHume(stream(), context, async () => {
      taken += 1;
    });
    expect(taken).toBe(MEMBERS);
    expect(takenBeforeLast).toBeGreaterThan(LAST_LET_GO / 2);
  });
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

import { beforeEach, describe, expect, test } from 'vitest';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { AT, makeTestApp, readAll } from '../../support/query-app.ts';

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

test.each([
  ['Joyy', 'face', false],
  ['Joy', 'fcae', false],
  ['Joy', 'face', true],
])('a misspelt emotion or model is told from one that is rare: %s of %s', async (emotion, model, known) => {
  expect((await makeTestApp().ask(`/emotions/${emotion}/files?model=${model}`)).body).toMatchObject({
    known,
    files: [],
  });
});

describe('files where an emotion is strongest', () => {
  const summaries = Array.from({ length: 9 }, (_, index) =>
    makeFileSummary({ ref: `file-${index}`, emotions: { face: { Joy: index / 10 }, prosody: { Joy: 0.99 } } }),
  );
  const refs = (files: { identity: string }[]) => files.map(({ identity }) => identity);

  test('are answered strongest first, with the score, the place and the rank', async () => {
    await api.addFiles(AT, ...summaries.slice(7));
    const { status, body } = await api.ask('/emotions/Joy/files?model=face');
    expect({ status, body: { ...body, files: body.files.slice(0, 1) } }).toEqual({
      status: 200,
      body: {
        model: 'face',
        emotion: 'Joy',
        known: true,
        files: [
          {
            fileKey: summaries[8]?.fileKey,
            identity: 'ref:file-8',
            complete: true,
            path: 'media/file-8',
            vendor: 'hume',
            jobId: 'job-1',
            rank: 1,
            mean: 0.8,
            max: 0.8 * 1.5,
            peak: { time: { begin: 1.5, end: 2 }, group: 'unknown' },
          },
        ],
      },
    });
    expect(refs(body.files)).toEqual(['ref:file-8', 'ref:file-7']);
  });

  test('from a least score on', async () => {
    await api.addFiles(AT, ...summaries);
    const { body } = await api.ask('/emotions/Joy/files?model=face&minScore=0.65');
    expect(refs(body.files)).toEqual(['ref:file-8', 'ref:file-7']);
  });

  test('are paged to the end, strongest first', async () => {
    await api.addFiles(AT, ...summaries);
    const files = await readAll(api, '/emotions/Joy/files?model=face&limit=2', 'files');
    expect(files.map(({ mean }) => mean)).toEqual([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]);
  });

  test.each([
    ['Empathic Pain', 'Empathic%20Pain'],
    ['Surprise (negative)', 'Surprise%20(negative)'],
    ['a/b', 'a%2Fb'],
    ['50 % #1?', '50%20%25%20%231%3F'],
    ['喜び', encodeURIComponent('喜び')],
  ])('whatever it is called: %s', async (emotion, encoded) => {
    await api.addFiles(AT, makeFileSummary({ ref: 'a', emotions: { face: { [emotion]: 0.5 } } }));
    expect(await api.ask(`/emotions/${encoded}/files?model=face`)).toMatchObject({
      status: 200,
      body: { emotion, files: [{ identity: 'ref:a' }] },
    });
  });

  test('a name that no vendor is known to have is told from one that is rare', async () => {
    expect((await api.ask('/emotions/Joi/files?model=face')).body).toEqual({
      model: 'face',
      emotion: 'Joi',
      known: false,
      files: [],
    });
    expect((await api.ask('/emotions/Awe/files?model=face')).body).toMatchObject({ known: true, files: [] });
  });
});

import { describe, expect, test } from 'vitest';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { face, faceFile, group, urlSource } from '../../../support/hume-results.ts';
import { CLIP, context, summarise, withoutBytes } from '../../../support/hume-summaries.ts';
import { onlyFile, summarised } from '../../../support/result-bytes.ts';

test('models are never mixed', async () => {
  const models = {
    face: { grouped_predictions: [group('face_0', face(0, { Joy: 0.9 }))] },
    prosody: {
      grouped_predictions: [
        group('spk_0', { time: { begin: 1, end: 2 }, emotions: [{ name: 'Joy', score: 0.1 }] }),
        group('spk_1', { time: { begin: 2, end: 4 }, emotions: [{ name: 'Joy', score: 0.3 }] }),
      ],
    },
  };
  const file = onlyFile(await summarise([urlSource(CLIP, { file: 'clip.mp4', models })]));
  expect(file.emotions.face?.all.Joy).toMatchObject({ mean: 0.9, max: 0.9 });
  expect(file.emotions.prosody).toMatchObject({ predictions: 2, groups: 2 });
  expect(file.emotions.prosody?.all.Joy).toEqual({
    mean: 0.2,
    max: 0.3,
    peak: { time: { begin: 2, end: 4 }, group: 'spk_1' },
  });
  expect(file.coverage.indexed).toBe(3);
});

test('a time of null is no time; frame and time are the vendor’s own', async () => {
  const prediction = { frame: 12, time: null, position: { begin: 3, end: 9 }, emotions: [{ name: 'Joy', score: 1 }] };
  const file = onlyFile(await summarise([urlSource(CLIP, faceFile('clip.mp4', prediction))]));
  expect(file.emotions.face?.all.Joy?.peak).toEqual({ frame: 12, position: { begin: 3, end: 9 }, group: 'face_0' });
});

test.each([
  ['a time', { time: 1e300 }],
  ['an end', { time: { begin: 0, end: 2 ** 53 } }],
  ['a time of text', { time: '0' }],
  ['a position', { position: { begin: -(2 ** 53), end: 0 } }],
  ['a frame', { frame: 1e16 }],
])('%s that no database keeps is no place, and the score stands', async (_, place) => {
  const prediction = { ...place, emotions: [{ name: 'Joy', score: 0.5 }] };
  const file = onlyFile(await summarise([urlSource(CLIP, faceFile('clip.mp4', prediction))]));
  expect(file.emotions.face?.all.Joy).toEqual({ mean: 0.5, max: 0.5, peak: { group: 'face_0' } });
  expect(file.coverage.complete).toBeNull();
});

test('the order of keys is not promised: source last, id after predictions, file after models', async () => {
  const usual = urlSource('https://example.com/faces.zip', faceFile('faces/1.jpg', face(2, { Joy: 0.5 })));
  const odd = {
    results: {
      errors: [],
      predictions: [
        {
          models: {
            face: {
              grouped_predictions: [
                { predictions: [{ emotions: [{ score: 0.5, name: 'Joy' }], time: 2, frame: 6 }], id: 'face_0' },
              ],
              metadata: null,
            },
          },
          file: 'faces/1.jpg',
        },
      ],
    },
    source: { url: 'https://example.com/faces.zip', type: 'url' },
  };
  expect(await summarise([odd])).toEqual(await summarise([usual]));
  expect(await summarise({ predictions: [odd], status: 'COMPLETED', job_id: 'other' })).toEqual(
    await summarise({ job_id: 'other', status: 'COMPLETED', predictions: [usual] }),
  );
});

describe('nothing detected', () => {
  test.each([
    ['no groups', { face: { grouped_predictions: [] } }],
    ['null groups', { face: { grouped_predictions: null } }],
    ['no groups at all', { face: {} }],
    ['a group without predictions', { face: { grouped_predictions: [{ id: 'face_0', predictions: [] }] } }],
  ])('%s: the model looked, and saw nothing', async (_, models) => {
    const file = onlyFile(await summarise([urlSource(CLIP, { file: 'clip.mp4', models })]));
    expect(file.emotions.face).toMatchObject({ predictions: 0, top: [], all: {} });
    expect(file).toMatchObject({ coverage: { indexed: 0, complete: null }, errors: [] });
  });

  test.each([
    ['a null model', { face: null }],
    ['no models', {}],
    ['null models', null],
    ['models left out', undefined],
  ])('%s: nobody looked', async (_, models) => {
    const file = onlyFile(await summarise([urlSource(CLIP, { file: 'clip.mp4', models })]));
    expect(file).toMatchObject({ identity: CLIP, emotions: {}, coverage: { indexed: 0, complete: null } });
  });

  test.each([
    ['results of null', { results: null }],
    ['no results', {}],
    ['null lists', { results: { predictions: null, errors: null } }],
    ['empty lists', { results: { predictions: [], errors: [] } }],
    ['an error of null', { error: null }],
  ])('%s: the source is a file with an error, not an absence', async (_, rest) => {
    const { files, report } = await summarise([{ source: { type: 'url', url: CLIP }, ...rest }]);
    expect(files).toMatchObject([
      {
        identity: CLIP,
        emotions: {},
        coverage: { indexed: 0, complete: false },
        errors: ['Hume gave no result for this source'],
      },
    ]);
    expect(report).toMatchObject({ files: 1, predictions: 0, errorCount: 1 });
  });
});

test('unknown keys and unknown models are no obstacle', async () => {
  const models = { gaze: { grouped_predictions: [group('face_0', face(0, { Away: 0.5 }))], version: 2 } };
  const file = { file: 'clip.mp4', file_type: 'video', models, extra: [{}] };
  const result = await summarise([{ ...urlSource(CLIP, file), more: { source: 1 } }]);
  expect(onlyFile(result).emotions.gaze?.all.Away?.max).toBe(0.5);
});

test('a name is the same however it is written', async () => {
  const plain = JSON.stringify([
    urlSource(CLIP, faceFile('é "1" 😀.mp4', face(0, { 'Joie 😀': 0.5, 'naïve \\': 0.25 }))),
  ]);
  const escaped = plain.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  expect(escaped).not.toBe(plain);
  const [first, second] = await Promise.all(
    [plain, escaped].map(async (text) => onlyFile(await summarised(summariseHume, Buffer.from(text), context))),
  );
  expect(first).toMatchObject({ path: 'é "1" 😀.mp4', emotions: { face: { all: { 'Joie 😀': { max: 0.5 } } } } });
  expect(withoutBytes(second)).toEqual(withoutBytes(first));
});

test('a group whose id is null has no name', async () => {
  const models = { face: { grouped_predictions: [{ id: null, predictions: [face(0, { Joy: 0.5 })] }] } };
  const file = onlyFile(await summarise([urlSource(CLIP, { file: 'clip.mp4', models })]));
  expect(file.emotions.face?.all.Joy?.peak).toEqual({ time: { begin: 0, end: 0 }, frame: 0 });
});

describe('unusable scores', () => {
  test.each([
    ['no emotions', { time: 0 }],
    ['null emotions', { time: 0, emotions: null }],
    ['a score of null', { emotions: [{ name: 'Joy', score: null }] }],
    ['a score as text', { emotions: [{ name: 'Joy', score: '0.5' }] }],
    ['no name', { emotions: [{ score: 0.5 }] }],
    ['an empty name', { emotions: [{ name: '', score: 0.5 }] }],
    ['a name too long for a key', { emotions: [{ name: 'x'.repeat(201), score: 0.5 }] }],
    ['an emotion of null', { emotions: [null] }],
    ['a prediction of null', null],
  ])('%s: left out, counted, and said', async (_, unusable) => {
    const result = await summarise([urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 0.25 }), unusable))]);
    const file = onlyFile(result);
    expect(file.emotions.face?.all).toEqual({ Joy: expect.objectContaining({ mean: 0.25, max: 0.25 }) });
    expect(file.coverage).toEqual({ unit: 'predictions', indexed: 2, expected: null, complete: false });
    expect(file.errors).toEqual([expect.stringMatching(/^left out: .* \(1 times\)$/)]);
    expect(result.report.errorCount).toBe(1);
  });

  test.each(['1e999', '-1e999', '1e100', '9007199254740992'])('%s is a number no database keeps', async (score) => {
    const text = JSON.stringify([urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 0.25, Awe: -7 })))]);
    const file = onlyFile(await summarised(summariseHume, Buffer.from(text.replace('-7', score)), context));
    expect(Object.keys(file.emotions.face?.all ?? {})).toEqual(['Joy']);
    expect(file.coverage.complete).toBe(false);
  });

  test('a name may be as long as a key allows', async () => {
    const name = 'x'.repeat(200);
    const models = { [name]: { grouped_predictions: [group('face_0', face(0, { [name]: 0.5 }))] } };
    const file = onlyFile(await summarise([urlSource(CLIP, { file: 'clip.mp4', models })]));
    expect(file).toMatchObject({ emotions: { [name]: { all: { [name]: { max: 0.5 } } } }, errors: [] });
  });

  test('scores outside 0..1 are real, and not clamped', async () => {
    const file = onlyFile(
      await summarise([urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 1.303, Awe: -0.02 })))]),
    );
    expect(file.emotions.face?.all).toMatchObject({ Joy: { max: 1.303 }, Awe: { max: -0.02 } });
    expect(file.coverage.complete).toBeNull();
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { EXPRESSION_EMOTIONS, LANGUAGE_EMOTIONS } from '../../../lib/vendors/hume/emotion-names.ts';
import * as names from '../../../local/simulators/emotion-names.ts';
import type { HumePlanOptions } from '../../../local/simulators/hume-plan.ts';
import type { HumeRequest } from '../../../local/simulators/hume-request.ts';
import { type HumeResult, makeHumeResult } from '../../../local/simulators/hume-results.ts';

const face = {
  fps_pred: 3,
  identify_faces: false,
  min_face_size: 60,
  prob_threshold: 0.99,
  save_faces: false,
  descriptions: null,
  facs: null,
};
const prosody = { granularity: 'utterance', identify_speakers: false, window: null };
const language = { granularity: 'sentence', identify_speakers: false, sentiment: null, toxicity: null };
const everyModel = { face, burst: {}, prosody, language, ner: { identify_speakers: false }, facemesh: {} };

function request(part: Partial<HumeRequest>): HumeRequest {
  return { urls: [], text: [], files: [], models: { face }, callback_url: null, notify: true, ...part };
}

function make(part: Partial<HumeRequest>, options: Partial<HumePlanOptions> = {}) {
  return makeHumeResult(request(part), { seed: 'test', ...options });
}

async function read(result: HumeResult) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of result.stream()) chunks.push(chunk);
  return { chunks, bytes: Buffer.concat(chunks), json: JSON.parse(Buffer.concat(chunks).toString()) };
}

type CountedFile = { models: Record<string, { grouped_predictions: { predictions: object[] }[] }> };
type CountedSource = { error?: string; results?: { predictions: CountedFile[]; errors: object[] } };

function countIn(sources: CountedSource[]): { predictions: number; errors: number } {
  const files = sources.flatMap((source) => source.results?.predictions ?? []);
  const groups = files.flatMap((file) => Object.values(file.models)).flatMap((model) => model.grouped_predictions);
  return {
    predictions: groups.reduce((total, group) => total + group.predictions.length, 0),
    errors: sources.reduce((total, source) => total + (source.error ? 1 : 0) + (source.results?.errors.length ?? 0), 0),
  };
}

test('the emotion names are those the vendor published', async () => {
  const published = JSON.parse(await readFile('test/fixtures/hume/emotion_names.json', 'utf8'));
  expect(EXPRESSION_EMOTIONS).toEqual(published.face);
  expect(LANGUAGE_EMOTIONS).toEqual(published.language);
  expect(names.sentimentLevels).toEqual(published.sentiment);
  expect(names.toxicityCategories).toEqual(published.toxicity);
  expect(names.facsNames).toEqual(published.face_facs_observed);
  expect(names.faceDescriptions).toEqual(published.face_descriptions_observed);
  expect(names.burstDescriptions).toEqual(published.burst_descriptions);
});

test('the reference example gives the reference answer, byte for byte, and for nothing else', async () => {
  const seed = await readFile('test/fixtures/hume/predictions_face_seed.json');
  const urls = ['https://hume-tutorials.s3.amazonaws.com/faces.zip'];
  const result = make({ urls });
  expect((await read(result)).bytes.equals(seed)).toBe(true);
  expect(countIn(JSON.parse(seed.toString()))).toEqual({ predictions: result.predictions, errors: result.errors });
  expect((await read(make({ urls, models: { face, burst: {} } }))).bytes.equals(seed)).toBe(false);
  expect((await read(make({ urls: [...urls, 'https://x.test/a.jpg'] }))).json).toHaveLength(2);
});

test('the same seed gives the same bytes, also twice from one result; another seed gives others', async () => {
  const part = { urls: ['https://x.test/talk.mp4', 'https://x.test/team.zip'], models: everyModel };
  const result = make(part);
  const first = await read(result);
  expect((await read(result)).bytes.equals(first.bytes)).toBe(true);
  expect((await read(make(part))).bytes.equals(first.bytes)).toBe(true);
  expect((await read(make(part, { seed: 'other' }))).bytes.equals(first.bytes)).toBe(false);
});

test('a source has the same predictions whatever else is in the job', async () => {
  const url = 'https://x.test/talk.mp4';
  const alone = (await read(make({ urls: [url] }))).json;
  const among = (await read(make({ urls: ['https://x.test/other.mp4', url] }))).json;
  expect(among[1]).toEqual(alone[0]);
});

test('what the job state claims is what the result holds', async () => {
  const result = make({
    urls: ['https://x.test/team-5files.zip', 'https://x.test/broken.mp4', 'https://x.test/partial-4files.zip'],
    text: ['It began in Paris. We liked it!'],
    files: [{ filename: 'silent.wav', md5sum: '0'.repeat(32), content_type: 'audio/wav' }],
    models: everyModel,
  });
  const { json } = await read(result);
  expect(countIn(json)).toEqual({ predictions: result.predictions, errors: 2 });
  expect(result.errors).toBe(2);
  expect(json[1]).toEqual({ source: { type: 'url', url: 'https://x.test/broken.mp4' }, error: expect.any(String) });
  expect(json[2].results.predictions).toHaveLength(3);
  expect(json[2].results.errors).toEqual([{ message: expect.any(String), file: 'partial-4files/103.jpg' }]);
  expect(json[3].source).toEqual({
    type: 'file',
    md5sum: '0'.repeat(32),
    filename: 'silent.wav',
    content_type: 'audio/wav',
  });
  expect(json[3].results.predictions[0].models.prosody.grouped_predictions).toEqual([]);
  expect(json[4].source).toEqual({ type: 'text' });
});

test('the wanted number of predictions is what each model gives, in chunks of about 64 KiB', async () => {
  const result = make({ urls: ['https://x.test/talk.mp4'], models: { face, prosody } }, { predictionsPerFile: 300 });
  const { chunks, json } = await read(result);
  expect(result.predictions).toBe(600);
  expect(countIn(json).predictions).toBe(600);
  for (const chunk of chunks.slice(0, -1)) expect(chunk.byteLength).toBeGreaterThanOrEqual(64 * 1024);
  for (const chunk of chunks) expect(chunk.byteLength).toBeLessThan(72 * 1024);
});

test('a job fails when a name says so', async () => {
  expect(make({ urls: ['https://x.test/a.jpg', 'https://x.test/will-fail.mp4'] }).failure).toContain('will-fail.mp4');
});

describe('shapes', () => {
  test('faces of a video are told apart and move on by a third of a second', async () => {
    const models = { face: { ...face, identify_faces: true } };
    const { json } = await read(make({ urls: ['https://x.test/party-2s-3faces.mp4'], models }));
    const groups = json[0].results.predictions[0].models.face.grouped_predictions;
    expect(groups.map(({ id }: { id: string }) => id)).toEqual(['face_0', 'face_1', 'face_2']);
    for (const { predictions } of groups) {
      expect(predictions.map(({ time }: { time: number }) => time)).toEqual([0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3]);
      expect(predictions.map(({ frame }: { frame: number }) => frame)).toEqual([0, 10, 20, 30, 40, 50]);
    }
    expect(Object.keys(groups[0].predictions[0])).toEqual([
      ...['frame', 'time', 'prob', 'box', 'emotions', 'facs', 'descriptions'],
    ]);
    expect(groups[0].predictions[0]).toMatchObject({ facs: null, descriptions: null });
  });

  test('faces that are not told apart share one group and their frames', async () => {
    const { json } = await read(make({ urls: ['https://x.test/pair-2faces.jpg'] }));
    const [group, ...more] = json[0].results.predictions[0].models.face.grouped_predictions;
    expect(more).toEqual([]);
    expect(group.id).toBe('unknown');
    expect(group.predictions.map(({ frame }: { frame: number }) => frame)).toEqual([0, 0]);
  });

  test('speakers take turns, and language brings sentiment and toxicity when asked', async () => {
    const models = {
      prosody: { ...prosody, identify_speakers: true },
      language: { ...language, identify_speakers: true, sentiment: {}, toxicity: {} },
      ner: { identify_speakers: false },
      burst: {},
    };
    const { json } = await read(make({ urls: ['https://x.test/talk-60s-2speakers.wav'], models }));
    const file = json[0].results.predictions[0];
    expect(file.file_type).toBe('audio');
    for (const model of ['prosody', 'language']) {
      const ids = file.models[model].grouped_predictions.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(['spk_0', 'spk_1']);
    }
    const [said] = file.models.language.grouped_predictions[0].predictions;
    expect(said.emotions).toHaveLength(53);
    expect(said.sentiment.map(({ name }: { name: string }) => name)).toEqual([...'123456789']);
    expect(said.toxicity).toHaveLength(6);
    expect(said.time).toEqual({ begin: expect.any(Number), end: expect.any(Number) });
    expect(file.models.prosody.grouped_predictions[0].predictions[0].emotions).toHaveLength(48);
    expect(file.models.ner.grouped_predictions[0]).toMatchObject({ id: 'unknown', predictions: expect.any(Array) });
    expect(file.models.burst.grouped_predictions[0].predictions[0].descriptions).toHaveLength(67);
  });

  test('a text is split where it says, and was not heard', async () => {
    const text = 'I am so happy. We walked through Paris all day!';
    const { json } = await read(make({ text: [text], models: { language, ner: { identify_speakers: false } } }));
    const { models } = json[0].results.predictions[0];
    const said = models.language.grouped_predictions[0].predictions;
    expect(said.map((part: { text: string }) => part.text)).toEqual([
      'I am so happy.',
      'We walked through Paris all day!',
    ]);
    for (const { text: part, position, time, sentiment } of said) {
      expect(text.slice(position.begin, position.end)).toBe(part);
      expect([time, sentiment]).toEqual([null, null]);
    }
    expect(models.ner.grouped_predictions[0].predictions[0]).toMatchObject({ entity: 'Paris', confidence: null });
  });

  test('an archive has several files, whose strongest emotions differ and hold through each file', async () => {
    const { json } = await read(make({ urls: ['https://x.test/team-6files-clips-3s.zip'] }));
    const files = json[0].results.predictions;
    expect(files.map(({ file }: { file: string }) => file)).toEqual(
      [100, 101, 102, 103, 104, 105].map((number) => `team-6files-clips-3s/${number}.mp4`),
    );
    const strongest = new Set<string>();
    for (const { models } of files) {
      const tops = models.face.grouped_predictions[0].predictions.map(
        ({ emotions }: { emotions: { name: string; score: number }[] }) =>
          emotions.reduce((top, emotion) => (emotion.score > top.score ? emotion : top)).name,
      );
      const most = tops.filter((name: string) => name === tops[0]).length;
      expect(most * 2).toBeGreaterThan(tops.length);
      strongest.add(tops[0]);
    }
    expect(strongest.size).toBeGreaterThan(1);
  });
});

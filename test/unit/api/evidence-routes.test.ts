import { beforeEach, describe, expect, test } from 'vitest';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import { evidencePath, FILE_KEY, felt, JOY, makeEvidenceApp, moderated } from '../../support/evidence-app.ts';
import { AT } from '../../support/query-app.ts';
import { summarised } from '../../support/result-bytes.ts';

const MIB = 1024 * 1024;

let api: ReturnType<typeof makeEvidenceApp>;
beforeEach(() => {
  api = makeEvidenceApp();
});

describe('evidence', () => {
  test('is the very element, with its range and the raw object', async () => {
    const { places, ref } = await api.keep(['{"emotions":[{"name":"Joy","score":0.1}]}', JOY]);
    const [, place = {}] = places;
    await api.addFiles(AT, felt(place, ref));
    expect(await api.ask(evidencePath('model=face&emotion=Joy'))).toEqual({
      status: 200,
      body: {
        fileKey: FILE_KEY,
        vendor: 'hume',
        jobId: 'job-1',
        model: 'face',
        emotion: 'Joy',
        score: 0.5,
        place,
        range: place.bytes,
        element: JSON.parse(JOY),
        raw: ref,
      },
    });
    expect(api.asked).toEqual([{ key: ref?.key, range: place.bytes }]);
  });

  test('is there for toxicity, too', async () => {
    const element = '{"emotions":[],"toxicity":[{"name":"insult","score":0.5}]}';
    const { places, ref } = await api.keep([element]);
    await api.addFiles(AT, felt(places[0], ref));
    expect(await api.ask(evidencePath('model=face&toxicity=insult'))).toMatchObject({
      status: 200,
      body: { model: 'face', toxicity: 'insult', score: 0.5, element: JSON.parse(element) },
    });
  });

  test('is there for a class', async () => {
    const element = '{"text":"a","classes":[{"class":"hate","score":2},{"class":"spam","score":3}]}';
    const { places, ref } = await api.keep([element]);
    await api.addFiles(AT, moderated({ hate: { max: 2, at: places[0] ?? {} } }, ref));
    const { status, body } = await api.ask(evidencePath('class=hate'));
    expect({ status, body }).toMatchObject({ status: 200, body: { class: 'hate', score: 2 } });
    expect(body.element).toEqual(JSON.parse(element));
    expect(body).not.toHaveProperty('headline');
  });

  test('is there for the headline, which is what the policy makes of the classes', async () => {
    const elements = ['hate', 'spam'].map((name, index) => `[{"class":"${name}","score":${index + 2}}]`);
    const { places, ref } = await api.keep(elements);
    const [hate = {}, spam = {}] = places;
    await api.addFiles(AT, moderated({ hate: { max: 2, at: hate }, spam: { max: 3, at: spam } }, ref));
    expect(await api.ask(evidencePath('class=any'))).toMatchObject({
      status: 200,
      body: { class: 'hate', headline: { severity: 2, derived: false, policy: 'standard@1' }, range: hate.bytes },
    });
    for (const policy of ['spam', 'spam@3']) {
      expect(await api.ask(evidencePath(`class=any&policy=${policy}`))).toMatchObject({
        status: 200,
        body: { class: 'spam', headline: { severity: 3, derived: false, policy: 'spam@3' }, range: spam.bytes },
      });
    }
  });

  test('costs one ranged read, however large the raw object is', async () => {
    const { places, ref } = await api.keep([JOY, JOY], ' '.repeat(3 * MIB));
    const place = places[1] ?? {};
    await api.addFiles(AT, felt(place, ref));
    expect((await api.ask(evidencePath('model=face&emotion=Joy'))).status).toBe(200);
    expect(api.asked).toEqual([{ key: ref?.key, range: place.bytes }]);
  });

  test('is of the job that was asked for', async () => {
    const { places, ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt(places[0], ref));
    await api.addFiles(AT, { ...felt({ bytes: { begin: 0, end: 0 } }, ref), jobId: 'job-2' });
    expect((await api.ask(evidencePath('model=face&emotion=Joy'))).status).toBe(200);
  });
});

test('every maximum of a large result of Hume’s can be proven by its element alone', async () => {
  const prediction = (frame: number) => ({
    frame,
    time: frame / 3,
    emotions: Array.from({ length: 48 }, (_, index) => ({
      name: `emotion ${index}`,
      score: ((frame * 7919 + index * 104_729) % 1_000_003) / 1_000_003,
    })),
  });
  const predictions = Array.from({ length: 700 }, (_, frame) => prediction(frame));
  const models = { face: { grouped_predictions: [{ id: 'unknown', predictions }] } };
  const source = { type: 'url', url: 'https://a.test/clip.mp4' };
  const bytes = Buffer.from(JSON.stringify([{ source, results: { predictions: [{ file: 'clip.mp4', models }] } }]));
  expect(bytes.length).toBeGreaterThan(MIB);

  const ref = await api.raw.put('results/hume/job-1/large', bytes);
  const { files } = await summarised(summariseHume, bytes, { jobId: 'job-1' });
  const [file] = files;
  await api.addFiles(AT, ...files.map((summary) => ({ ...summary, raw: ref })));
  const maxima = Object.entries(file?.emotions.face?.all ?? {});
  expect(maxima).toHaveLength(48);
  for (const [emotion, { max, peak }] of maxima) {
    const named = `vendor=hume&jobId=job-1&model=face&emotion=${encodeURIComponent(emotion)}`;
    const { status, body } = await api.ask(`/files/${file?.fileKey}/evidence?${named}`);
    expect({ status, score: body.score }).toEqual({ status: 200, score: max });
    expect(body.element).toEqual(prediction(peak.frame ?? Number.NaN));
  }
  expect(api.asked).toHaveLength(maxima.length);
  expect(Math.max(...api.asked.map(({ range }) => range.end - range.begin))).toBeLessThan(4096);
});

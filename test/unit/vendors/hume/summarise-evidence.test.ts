/** Each maximum leads to the bytes of the prediction it was read from. */
import { expect, test } from 'vitest';
import type { Place } from '../../../../lib/summaries/file-summary.ts';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { emotions, face, faceFile, group, type Scores, urlSource } from '../../../support/hume-results.ts';
import { CLIP, context } from '../../../support/hume-summaries.ts';
import { everyBytes, onlyFile, summarised } from '../../../support/result-bytes.ts';

async function read(text: string) {
  const bytes = Buffer.from(text);
  const file = onlyFile(await summarised(summariseHume, everyBytes(bytes, 7), context));
  const elementAt = ({ bytes: range }: Place) => JSON.parse(bytes.subarray(range?.begin, range?.end).toString());
  return { file, elementAt };
}

const spoken = (begin: number, toxicity: Scores) => ({
  text: 'Déjà vu: "}]" 😀',
  position: { begin, end: begin + 4 },
  emotions: emotions({ Joy: begin / 10 }),
  toxicity: emotions(toxicity),
});

test.each([
  ['as short as can be', (result: unknown) => JSON.stringify(result)],
  ['with white space', (result: unknown) => `\n ${JSON.stringify(result, null, '\t')}\r\n`],
  ['after a byte order mark', (result: unknown) => `\ufeff${JSON.stringify(result)}`],
  ['in a callback', (result: unknown) => JSON.stringify({ job_id: 'job-1', status: 'COMPLETED', predictions: result })],
])('the first prediction that reached it, in a result %s', async (_, written) => {
  const predictions = [face(0, { Joy: 0.2, Awe: 0.9 }), face(1, { Joy: 0.8 }), face(2, { Joy: 0.8, Awe: 0.9 })];
  const { file, elementAt } = await read(written([urlSource(CLIP, faceFile('clip.mp4', ...predictions))]));
  const { top = [], all = {} } = file.emotions.face ?? {};
  expect(top.map(({ name, peak }) => [name, elementAt(peak)])).toEqual([
    ['Awe', predictions[0]],
    ['Joy', predictions[1]],
  ]);
  expect(all.Joy?.peak).toEqual(top[1]?.peak);
});

test('a maximum of toxicity has its own, whatever its group is called and whenever', async () => {
  const [first, second] = [spoken(1, { toxic: 0.1, threat: 0.7 }), spoken(9, { toxic: 0.6, threat: 0.7 })];
  const grouped_predictions = [
    { predictions: [first], id: 'spk_0' },
    { id: 'spk_1', predictions: [second] },
  ];
  const models = { language: { grouped_predictions } };
  const { file, elementAt } = await read(JSON.stringify([urlSource(CLIP, { models, file: 'clip.mp4' })]));
  const { toxic, threat } = file.emotions.language?.toxicity ?? {};
  expect(toxic).toMatchObject({ max: 0.6, peak: { group: 'spk_1', position: { begin: 9, end: 13 } } });
  expect(threat).toMatchObject({ max: 0.7, peak: { group: 'spk_0', position: { begin: 1, end: 5 } } });
  expect(elementAt(toxic?.peak ?? {})).toEqual(second);
  expect(elementAt(threat?.peak ?? {})).toEqual(first);
});

test('the ranges of one prediction are one range, and those of models do not mix', async () => {
  const said = { time: { begin: 1, end: 2 }, emotions: emotions({ Joy: 0.5 }) };
  const models = {
    face: { grouped_predictions: [group('face_0', face(0, { Joy: 0.5, Awe: 0.4 }))] },
    prosody: { grouped_predictions: [group('spk_0', said)] },
  };
  const { file, elementAt } = await read(JSON.stringify([urlSource(CLIP, { file: 'clip.mp4', models })]));
  expect(file.emotions.face?.all.Joy?.peak.bytes).toEqual(file.emotions.face?.all.Awe?.peak.bytes);
  expect(elementAt(file.emotions.prosody?.all.Joy?.peak ?? {})).toEqual(said);
});

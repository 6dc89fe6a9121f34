import { expect, test } from 'vitest';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { face, faceFile, urlSource } from '../../../support/hume-results.ts';
import { CLIP, context } from '../../../support/hume-summaries.ts';
import { bytesOf, everyBytes, streamOf } from '../../../support/result-bytes.ts';

test('files are handed over while the result still comes, in order, and each is waited for', async () => {
  const sources = [1, 2, 3].map((n) =>
    urlSource(`https://example.com/${n}.mp4`, faceFile(`${n}.mp4`, face(0, { Joy: n }))),
  );
  const events: string[] = [];
  const pieces = everyBytes(bytesOf(sources), 100);
  async function* stream() {
    for (const [index, piece] of pieces.entries()) {
      if (index === pieces.length - 1) events.push('last piece');
      yield piece;
    }
  }
  await summariseHume(stream(), context, async ({ path }) => {
    events.push(`${path} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${path} ends`);
  });
  expect(events.filter((event) => event !== 'last piece')).toEqual(
    ['1.mp4', '2.mp4', '3.mp4'].flatMap((path) => [`${path} begins`, `${path} ends`]),
  );
  expect(events.indexOf('1.mp4 ends')).toBeLessThan(events.indexOf('last piece'));
});

test('a failure of the taker or of the stream ends the reading', async () => {
  const bytes = bytesOf([urlSource(CLIP, faceFile('clip.mp4', face(0, { Joy: 1 })))]);
  const refusing = summariseHume(streamOf([bytes]), context, async () => {
    throw new RangeError('mine');
  });
  await expect(refusing).rejects.toThrow(RangeError);
  async function* broken() {
    yield bytes;
    throw new TypeError('cut');
  }
  await expect(summariseHume(broken(), context, async () => undefined)).rejects.toThrow(TypeError);
});

import { expect, test } from 'vitest';
import { Malformed } from '../../../../lib/platform/errors.ts';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { face, faceFile, urlSource } from '../../../support/hume-results.ts';
import { bytesOf, summarised } from '../../../support/result-bytes.ts';

const context = { jobId: 'job-1' };

test.each([
  ['nothing', ''],
  ['no JSON', '<html>502 Bad Gateway</html>'],
  ['an empty object', '{}'],
  ['null', 'null'],
  ['a number', '5'],
  ['an array of numbers', '[1]'],
  ['a source of a type we do not know', '[{"source": {"type": "tape"}, "results": null}]'],
  ['a URL source without its URL', '[{"source": {"type": "url"}, "results": null}]'],
  ['a source of null', '[{"source": null, "results": null}]'],
  ['no source', '[{"results": null}]'],
  ['a model without a name', '[{"source": {"type": "text"}, "results": {"predictions": [{"models": {"": {}}}]}}]'],
  [
    'a model with a name too long for a key',
    `[{"source": {"type": "text"}, "results": {"predictions": [{"models": {"${'x'.repeat(201)}": {}}}]}}]`,
  ],
  ['models as an array', '[{"source": {"type": "text"}, "results": {"predictions": [{"models": []}]}}]'],
  ['a completed callback without predictions', '{"job_id": "a", "status": "COMPLETED"}'],
  ['a completed callback with null predictions', '{"job_id": "a", "status": "COMPLETED", "predictions": null}'],
  ['predictions as an object', '{"job_id": "a", "status": "COMPLETED", "predictions": {}}'],
])('%s is no result', async (_, text) => {
  await expect(summarised(summariseHume, Buffer.from(text), context)).rejects.toThrow(Malformed);
});

test('a result cut short is refused at every byte', async () => {
  const bytes = bytesOf([urlSource('https://example.com/media/clip.mp4', faceFile('clip.mp4', face(1, { Joy: 0.5 })))]);
  for (let length = 0; length < bytes.length; length += 1) {
    await expect(summarised(summariseHume, bytes.subarray(0, length), context), `${length}`).rejects.toThrow(Malformed);
  }
});

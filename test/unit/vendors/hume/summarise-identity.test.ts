import { describe, expect, test } from 'vitest';
import { faceFile, textSource, uploadSource, urlSource } from '../../../support/hume-results.ts';
import { CLIP, summarise } from '../../../support/hume-summaries.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

describe('who a file is', () => {
  const seen = faceFile;

  async function identitiesOf(result: unknown, about?: { jobId?: string; ref?: string }) {
    return (await summarise(result, about)).files.map(({ identity }) => identity);
  }

  test('URLs, uploads and texts', async () => {
    const identities = await identitiesOf([
      urlSource('https://EXAMPLE.com/Clip.mp4?signature=1', seen('Clip.mp4')),
      uploadSource('me.jpg', 'ABCDEF0123456789abcdef0123456789', seen('me.jpg')),
      textSource(seen('text/0.txt')),
    ]);
    expect(identities).toEqual([
      'https://example.com/Clip.mp4',
      'md5:abcdef0123456789abcdef0123456789',
      'hume:job-1/2/text/0.txt',
    ]);
  });

  test('one file in several sources keeps a row for each', async () => {
    const zip = 'https://example.com/faces.zip';
    const identities = await identitiesOf([
      urlSource(zip, seen('faces/1.jpg')),
      urlSource(`${zip}?again`, seen('faces/1.jpg')),
      urlSource(zip, seen('faces/1.jpg')),
    ]);
    expect(identities[0]).toBe(`${zip}!/faces/1.jpg`);
    expect(new Set(identities).size).toBe(3);
  });

  test('rows of one job never meet by accident, whatever the members are called', async () => {
    const zip = 'https://example.com/faces.zip';
    const members = [seen('a/b'), seen('1/a/b'), seen('a/b'), seen('a/b'), seen('')];
    const identities = await identitiesOf([urlSource(zip, ...members), urlSource(zip, ...members)]);
    expect(identities).toHaveLength(10);
    expect(new Set(identities).size).toBe(10);
  });

  test('a ref is the user’s own name: for the file, for members of an archive, once per source', async () => {
    expect(await identitiesOf([urlSource(CLIP, seen('clip.mp4'))], { jobId: 'job-1', ref: 'mine' })).toEqual([
      'ref:mine',
    ]);
    const several = await identitiesOf(
      [
        urlSource(CLIP, seen('clip.mp4')),
        urlSource('https://example.com/faces.zip', seen('faces/1.jpg'), seen('faces/2.jpg')),
        textSource(seen('text/0.txt')),
      ],
      { jobId: 'job-1', ref: 'mine' },
    );
    expect(several.slice(0, 3)).toEqual(['ref:mine', 'ref:mine!/faces/1.jpg', 'ref:mine!/faces/2.jpg']);
    expect(new Set(several).size).toBe(4);
  });

  test('a saved result without a job says so', async () => {
    const file = onlyFile(await summarise([textSource(seen('text/0.txt'))], {}));
    expect(file).toMatchObject({ jobId: 'unknown', identity: 'hume:unknown/0/text/0.txt' });
  });

  test('a file of null is the source itself, and so is one left out', async () => {
    const { models } = seen('clip.mp4');
    expect(await identitiesOf([urlSource(CLIP, { file: null, models })])).toEqual([CLIP]);
    expect(await identitiesOf([textSource({ models })])).toEqual(['hume:job-1/0/']);
  });

  test('the same bytes are the same files, again and again', async () => {
    const result = [urlSource(CLIP, seen('clip.mp4')), urlSource(CLIP, seen('clip.mp4'))];
    expect(await summarise(result)).toEqual(await summarise(result));
  });
});

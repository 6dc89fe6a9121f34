import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { fileKeyOf } from '../../../lib/summaries/identity.ts';
import { jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { AT, makeTestApp, readAll } from '../../support/query-app.ts';

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

describe('a file', () => {
  const summary = makeFileSummary({ ref: 'order 7', emotions: { face: { Joy: 0.9 } }, classes: { hate: 2 } });
  const page = { fileKey: summary.fileKey, identity: 'ref:order 7', summaries: [{ ...summary, at: AT }] };
  const headline = { severity: 2, severityClass: 'hate', derived: false, policy: 'test@1', complete: true };
  const job = { vendor: 'hume', jobId: 'job-1' };
  const file = { ...page, moderation: { ...headline, ...job }, models: [{ model: 'face', ...job }] };

  test('is answered by its key', async () => {
    await api.addFiles(AT, summary);
    expect(await api.ask(`/files/${summary.fileKey}`)).toEqual({ status: 200, body: file });
  });

  test('is answered by the ref it was handed out with', async () => {
    await api.addFiles(AT, summary);
    expect(await api.ask('/files?ref=order%207')).toEqual({ status: 200, body: file });
  });

  test.each([
    ['its URL', 'url=https%3A%2F%2Fcdn.example.com%2Fa%2Fb.mp4', 'https://cdn.example.com/a/b.mp4'],
    [
      'its URL as it was presigned today',
      'url=HTTPS%3A%2F%2FCDN.example.com%2Fa%2Fb.mp4%3FX-Amz-Signature%3D1%23t',
      'https://cdn.example.com/a/b.mp4',
    ],
    ['its MD5', 'md5=D41D8CD98F00B204E9800998ECF8427E', 'md5:d41d8cd98f00b204e9800998ecf8427e'],
  ])('is answered by %s', async (_, query, identity) => {
    const named = { ...summary, identity, fileKey: fileKeyOf(identity) };
    await api.addFiles(AT, named);
    expect(await api.ask(`/files?${query}`)).toMatchObject({ status: 200, body: { identity, fileKey: named.fileKey } });
  });

  test('holds what every vendor said about it', async () => {
    const theirs = makeFileSummary({ ref: 'order 7', vendor: 'hive', jobId: 'task-1', classes: { hate: 1 } });
    await api.addFiles(AT, summary);
    await api.addFiles(AT, theirs);
    const { body } = await api.ask(`/files/${summary.fileKey}`);
    expect(body.summaries.map(jobKeyOf).toSorted()).toEqual(['hive#task-1', 'hume#job-1']);
  });

  test.each([`/files/${summary.fileKey}`, '/files?ref=order%207'])(
    'pages what was said about it to the end: %s',
    async (path) => {
      const jobIds = Array.from({ length: 30 }, (_, index) => `job-${10 + index}`);
      for (const jobId of jobIds) await api.addFiles(AT, makeFileSummary({ ref: 'order 7', jobId }));
      const first = await api.ask(path);
      expect(first.body.summaries).toHaveLength(25);
      expect(first.body.cursor).toEqual(expect.any(String));
      const summaries = await readAll(api, `${path}${path.includes('?') ? '&' : '?'}limit=4`, 'summaries');
      expect(summaries.map(({ jobId }) => jobId)).toEqual(jobIds);
    },
  );

  test('is still known on a page after its last summary', async () => {
    // DynamoDB says that there may be more whenever it has answered as many as it was asked for.
    const index = makeMemoryIndex();
    await index.replaceJob(summary, AT).put(summary);
    const { ask } = makeTestApp({
      index: {
        ...index,
        summariesOf: async (fileKey, { cursor, limit }) =>
          cursor === undefined
            ? { ...(await index.summariesOf(fileKey, { limit })), cursor: 'next' }
            : { items: [], cursor: undefined },
      },
    });
    for (const path of [`/files/${summary.fileKey}?limit=1`, '/files?ref=order%207&limit=1']) {
      expect(await ask(path)).toEqual({ status: 200, body: { ...page, cursor: 'next' } });
      expect(await ask(`${path}&cursor=next`)).toEqual({ status: 200, body: { ...page, summaries: [] } });
    }
    expect((await ask(`/files/${fileKeyOf('ref:nobody')}?cursor=next`)).status).toBe(404);
  });

  test.each([
    `/files/${summary.fileKey}`,
    '/files?ref=nobody',
    '/files?url=https://example.com/none',
    '/files?md5=d41d8cd98f00b204e9800998ecf8427e',
  ])('nobody knows is 404: %s', async (path) => {
    expect(await api.ask(path)).toEqual({ status: 404, body: { message: 'no such file' } });
  });
});

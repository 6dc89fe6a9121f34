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
  const file = { fileKey: summary.fileKey, identity: 'ref:order 7', summaries: [{ ...summary, at: AT }] };

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
      expect(await ask(path)).toEqual({ status: 200, body: { ...file, cursor: 'next' } });
      expect(await ask(`${path}&cursor=next`)).toEqual({ status: 200, body: { ...file, summaries: [] } });
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
        files: [
          {
            fileKey: summaries[8]?.fileKey,
            identity: 'ref:file-8',
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
});

describe('files to look at', () => {
  const addDays = async () => {
    for (const [position, severity] of [1, 2, 3, 1, 2, 3].entries()) {
      const job = { vendor: 'hive', jobId: `task-${position}` };
      const summary = makeFileSummary({ ...job, ref: `file-${position}`, classes: { hate: severity, spam: 1 } });
      await api.addFiles(`2026-03-0${position + 1}T10:00:00.000Z`, summary);
    }
  };
  const found = async (query: string) => {
    const { status, body } = await api.ask(`/moderation/files${query}`);
    expect(status).toBe(200);
    return body.files.map(({ identity }: { identity: string }) => identity.slice('ref:file-'.length)).join('');
  };

  test('are answered with what was found, where, and when', async () => {
    await addDays();
    expect(await api.ask('/moderation/files?minSeverity=3&to=2026-03-04')).toEqual({
      status: 200,
      body: {
        class: 'any',
        minSeverity: 3,
        files: [
          {
            fileKey: makeFileSummary({ ref: 'file-2' }).fileKey,
            identity: 'ref:file-2',
            path: 'media/file-2',
            vendor: 'hive',
            jobId: 'task-2',
            severity: 3,
            severityClass: 'hate',
            at: '2026-03-03T10:00:00.000Z',
            place: { position: { begin: 3, end: 13 } },
          },
        ],
      },
    });
  });

  test.each([
    ['', '543210'],
    ['?minSeverity=1', '543210'],
    ['?minSeverity=2', '5421'],
    ['?minSeverity=3', '52'],
    ['?class=hate&minSeverity=3', '52'],
    ['?class=spam&minSeverity=1', '543210'],
    ['?class=spam&minSeverity=2', ''],
    ['?class=nothing', ''],
    ['?from=2026-03-03T10:00:00Z&to=2026-03-05T10:00:00.000Z', '432'],
    ['?from=2026-03-03T11:00:00%2B01:00&to=2026-03-03T10:00:00Z', '2'],
    ['?from=2026-03-05', '54'],
    ['?to=2026-03-02', '10'],
    ['?from=2026-03-05&to=2026-03-02', ''],
  ])('%s are %s, the latest first', async (query, files) => {
    await addDays();
    expect(await found(query)).toBe(files);
  });

  test('are paged to the end', async () => {
    await addDays();
    const files = await readAll(api, '/moderation/files?minSeverity=2&limit=1', 'files');
    expect(files.map(({ identity }) => identity)).toEqual(['ref:file-5', 'ref:file-4', 'ref:file-2', 'ref:file-1']);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { fileKeyOf } from '../../../lib/summaries/identity.ts';
import { jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { makeJob, secondsLater } from '../../support/job-records.ts';
import { makeTestApp, TOKEN } from '../../support/query-app.ts';

const AT = '2026-03-01T12:00:00.000Z';
const WITH_TOKEN = { headers: { authorization: `Bearer ${TOKEN}` } };
const RAW = { key: 'results/hume/job-1', versionId: 'v1', sha256: 'cc', bytes: 1234 };

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
      const summaries = await readAll(`${path}${path.includes('?') ? '&' : '?'}limit=4`, 'summaries');
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

describe('a job', () => {
  const job = makeJob({
    status: 'indexed',
    dueAt: null,
    attempt: 1,
    ref: 'order 7',
    leaseId: 'lease-secret',
    claimedCallbackSha256: 'aa',
    raw: RAW,
    coverage: { files: 2, predictions: 20, errors: 0, expectedPredictions: 20, complete: true },
  });
  const { leaseId: _, revision: __, claimedCallbackSha256: ___, ...shown } = job;

  test('is answered with its files, and without what is only ours', async () => {
    const [first, second] = [makeFileSummary({ ref: 'a' }), makeFileSummary({ ref: 'b' })];
    await api.addJob(job);
    await api.addFiles(AT, first, second);
    const { status, body } = await api.ask('/jobs/hume/job-1');
    const { files, ...about } = body;
    expect({ status, about }).toEqual({ status: 200, about: { job: 'hume#job-1', ...shown } });
    expect(files).toHaveLength(2);
    for (const { fileKey, identity, path } of [first, second])
      expect(files).toContainEqual({ fileKey, identity, path });
  });

  test('of which nothing is indexed yet has no files', async () => {
    await api.addJob(makeJob());
    expect(await api.ask('/jobs/hume/job-1')).toMatchObject({
      status: 200,
      body: { status: 'received', files: [], raw: null, coverage: null },
    });
  });

  test('pages its files to the end', async () => {
    await api.addJob(job);
    await api.addFiles(AT, ...Array.from({ length: 30 }, (_, index) => makeFileSummary({ ref: `file-${index}` })));
    const first = await api.ask('/jobs/hume/job-1');
    expect(first.body.files).toHaveLength(25);
    expect(await readAll('/jobs/hume/job-1?limit=4', 'files')).toHaveLength(30);
  });

  test('nobody knows is 404', async () => {
    expect(await api.ask('/jobs/hume/nobody')).toEqual({ status: 404, body: { message: 'no such job' } });
    expect(await api.ask('/jobs/nobody/job-1')).toEqual({ status: 404, body: { message: 'no such job' } });
  });

  test.each([
    ['first of several tokens', 'new-token'],
    ['last of several tokens', 'old-token'],
  ])('is answered to the %s', async (_, token) => {
    const { app, addJob } = makeTestApp({ tokens: ['new-token', 'old-token'] });
    await addJob(job);
    const response = await app.request('/jobs/hume/job-1', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
  });
});

describe('the jobs in a state', () => {
  const jobs = Array.from({ length: 12 }, (_, index) =>
    makeJob({
      jobId: `job-${index}`,
      status: 'parked',
      dueAt: null,
      reason: `reason ${index}`,
      updatedAt: secondsLater(index).toISOString(),
    }),
  );

  test('are answered, the latest change first', async () => {
    for (const job of [...jobs.slice(0, 2), makeJob({ jobId: 'other' })]) await api.addJob(job);
    const { status, body } = await api.ask('/jobs?status=parked');
    const [first, second] = body.jobs;
    expect({ status, keys: Object.keys(body) }).toEqual({ status: 200, keys: ['jobs'] });
    const { leaseId: _, revision: __, claimedCallbackSha256: ___, ...shown } = jobs[1] ?? makeJob();
    expect(first).toEqual({ job: 'hume#job-1', ...shown });
    expect(second).toMatchObject({ job: 'hume#job-0', reason: 'reason 0' });
    expect(body.jobs).toHaveLength(2);
  });

  test('are paged to the end', async () => {
    for (const job of jobs) await api.addJob(job);
    const names = (await readAll('/jobs?status=parked&limit=5', 'jobs')).map(({ job }) => job);
    expect(names).toEqual(jobs.map(jobKeyOf).toReversed());
  });

  test('are none: an empty list', async () => {
    expect(await api.ask('/jobs?status=failed')).toEqual({ status: 200, body: { jobs: [] } });
  });
});

describe('the vendor’s own bytes', () => {
  test('are where the answer redirects to, for a short while, and no cache keeps it', async () => {
    await api.addJob(makeJob({ raw: RAW }));
    const response = await api.get('/jobs/hume/job-1/raw');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('memory:results/hume/job-1?expires=300');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('are the very version that was indexed', async () => {
    const asked: unknown[] = [];
    const { get, addJob } = makeTestApp({
      rawUrls: {
        urlOf: async (ref) => {
          asked.push(ref);
          return 'https://bucket.example.com/signed';
        },
      },
    });
    await addJob(makeJob({ raw: RAW }));
    await get('/jobs/hume/job-1/raw');
    expect(asked).toEqual([RAW]);
  });

  test('are the kept callback until there is more', async () => {
    await api.addJob(makeJob({ raw: null }));
    const response = await api.get('/jobs/hume/job-1/raw');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toContain('memory:callbacks/hume/job-1/aa');
  });

  test('are not there yet', async () => {
    await api.addJob(makeJob({ status: 'expected', raw: null, callback: null }));
    expect(await api.ask('/jobs/hume/job-1/raw')).toEqual({
      status: 404,
      body: { message: 'nothing is kept of this job yet' },
    });
    expect(await api.ask('/jobs/hume/nobody/raw')).toEqual({ status: 404, body: { message: 'no such job' } });
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
    const files = await readAll('/emotions/Joy/files?model=face&limit=2', 'files');
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
    const files = await readAll('/moderation/files?minSeverity=2&limit=1', 'files');
    expect(files.map(({ identity }) => identity)).toEqual(['ref:file-5', 'ref:file-4', 'ref:file-2', 'ref:file-1']);
  });
});

describe('without a token that is known nothing is answered', () => {
  const paths = [
    '/files?ref=a',
    `/files/${makeFileSummary({ ref: 'a' }).fileKey}`,
    '/jobs?status=parked',
    '/jobs/hume/job-1',
    '/jobs/hume/job-1/raw',
    '/emotions/Joy/files?model=face',
    '/moderation/files',
    // What there is to know is not told to strangers either.
    '/no/such/route',
    '/jobs?limit=0',
  ];
  const headers: [string, Record<string, string>, string][] = [
    ['no header', {}, 'needs Authorization: Bearer <token>'],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 'Authorization: must be Bearer <token>'],
    ['no token in it', { authorization: 'Bearer' }, 'Authorization: must be Bearer <token>'],
    ['two tokens', { authorization: `Bearer ${TOKEN} ${TOKEN}` }, 'Authorization: must be Bearer <token>'],
    ['an unknown token', { authorization: 'Bearer wrong' }, 'unknown token'],
    ['the beginning of a token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 'unknown token'],
    ['more than a token', { authorization: `Bearer ${TOKEN}x` }, 'unknown token'],
  ];

  test.each(headers)('%s', async (_, sent, message) => {
    await api.addJob(makeJob({ raw: RAW }));
    await api.addFiles(AT, makeFileSummary({ ref: 'a' }));
    for (const path of paths) {
      const response = await api.get(path, sent);
      expect({ path, status: response.status }).toEqual({ path, status: 401 });
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(JSON.parse(await response.text())).toEqual({ message });
    }
  });
});

describe('a bad parameter is refused, and the answer names it', () => {
  const KEY = makeFileSummary({ ref: 'a' }).fileKey;
  test.each([
    ['/jobs?status=parked&limit=0', 'limit'],
    ['/jobs?status=parked&limit=-1', 'limit'],
    ['/jobs?status=parked&limit=101', 'limit'],
    ['/jobs?status=parked&limit=1.5', 'limit'],
    ['/jobs?status=parked&limit=x', 'limit'],
    ['/jobs?status=parked&limit=', 'limit'],
    ['/jobs?status=parked&limit=5&limit=6', 'limit'],
    ['/jobs/hume/job-1?limit=0', 'limit'],
    ['/emotions/Joy/files?model=face&limit=0', 'limit'],
    ['/moderation/files?limit=0', 'limit'],
    ['/jobs?status=parked&cursor=garbage', 'cursor'],
    ['/jobs?status=parked&cursor=', 'cursor'],
    [`/jobs?status=parked&cursor=${'x'.repeat(20_000)}`, 'cursor'],
    ['/jobs/hume/job-1?cursor=e30', 'cursor'],
    ['/emotions/Joy/files?model=face&cursor=garbage', 'cursor'],
    ['/moderation/files?cursor=bnVsbA', 'cursor'],
    ['/jobs', 'status'],
    ['/jobs?status=', 'status'],
    ['/jobs?status=finished', 'status'],
    ['/jobs?status=parked&status=failed', 'status'],
    ['/moderation/files?minSeverity=4', 'minSeverity'],
    ['/moderation/files?minSeverity=0', 'minSeverity'],
    ['/moderation/files?minSeverity=x', 'minSeverity'],
    ['/moderation/files?minSeverity=', 'minSeverity'],
    ['/moderation/files?minSeverity=1.5', 'minSeverity'],
    ['/moderation/files?class=', 'class'],
    ['/moderation/files?from=yesterday', 'from'],
    ['/moderation/files?from=', 'from'],
    ['/moderation/files?from=2026-02-30', 'from'],
    ['/moderation/files?from=2026-03-01T10:00:00', 'from'],
    ['/moderation/files?to=1767225600', 'to'],
    ['/emotions/Joy/files', 'model'],
    ['/emotions/Joy/files?model=', 'model'],
    ['/emotions/Joy/files?model=face&minScore=x', 'minScore'],
    ['/emotions/Joy/files?model=face&minScore=', 'minScore'],
    ['/emotions/Joy/files?model=face&minScore=Infinity', 'minScore'],
    [`/emotions/${'x'.repeat(201)}/files?model=face`, 'name'],
    [`/files/${KEY}?limit=0`, 'limit'],
    [`/files/${KEY}?cursor=garbage`, 'cursor'],
    [`/files/${KEY}?verbose=1`, 'verbose'],
    ['/files?ref=a&limit=101', 'limit'],
    ['/files?ref=a&cursor=e30', 'cursor'],
    ['/files/tooshort', 'fileKey'],
    [`/files/${KEY}x`, 'fileKey'],
    ['/files/aaaaaaaaaaa%2Fbbbbbbbbbb', 'fileKey'],
    ['/files?md5=d41d8cd98f00b204e9800998ecf8427', 'md5'],
    ['/files?md5=g41d8cd98f00b204e9800998ecf8427e', 'md5'],
    ['/files?url=media/a.mp4', 'url'],
    ['/files?url=/a.mp4', 'url'],
    ['/files?url=', 'url'],
    ['/files?ref=', 'ref'],
    ['/files?ref=a&ref=b', 'ref'],
    ['/files', 'url, ref, md5'],
    ['/files?ref=a&url=https://example.com/a', 'url, ref, md5'],
    ['/jobs/HUME/job-1', 'vendor'],
    ['/jobs/hu%23me/job-1', 'vendor'],
    ['/jobs/hume/a%23b', 'jobId'],
    ['/jobs/hume/..%2Fsecrets/raw', 'jobId'],
    [`/jobs/hume/${'x'.repeat(129)}`, 'jobId'],
    ['/jobs?status=parked&sort=asc', 'sort'],
    ['/jobs/hume/job-1?verbose=1', 'verbose'],
    ['/files?name=a', 'name'],
    ['/emotions/Joy/files?model=face&minscore=1', 'minscore'],
    ['/moderation/files?severity=2', 'severity'],
  ])('%s: %s', async (path, parameter) => {
    await api.addJob(makeJob());
    const { status, body } = await api.ask(path);
    expect({ status, keys: Object.keys(body) }).toEqual({ status: 400, keys: ['message'] });
    expect(body.message.split(':')[0]).toBe(parameter);
  });

  test('all of them at once, and none by its value', async () => {
    const { body } = await api.ask('/jobs?status=secret-1&limit=secret-2&secret=secret-3');
    expect(body.message).toMatch(/status: .*limit: .*secret: /);
    expect(body.message).not.toContain('secret-');
  });

  test('a cursor of another query', async () => {
    for (const ref of ['a', 'b', 'c']) {
      const summary = makeFileSummary({
        jobId: ref,
        ref,
        emotions: { face: { Joy: 0.5, Awe: 0.4 } },
        classes: { hate: 2 },
      });
      await api.addFiles(AT, summary);
    }
    const paths = [
      '/emotions/Joy/files?model=face',
      '/emotions/Awe/files?model=face',
      '/moderation/files?minSeverity=1',
    ];
    for (const path of paths) {
      const { cursor } = (await api.ask(`${path}&limit=1`)).body;
      expect(cursor).toEqual(expect.any(String));
      expect((await api.ask(`${path}&limit=1&cursor=${cursor}`)).status).toBe(200);
      for (const other of paths.filter((one) => one !== path)) {
        const { status, body } = await api.ask(`${other}&limit=1&cursor=${cursor}`);
        expect({ status, named: body.message.split(':')[0] }).toEqual({ status: 400, named: 'cursor' });
      }
    }
  });
});

describe('a failure of ours', () => {
  const failing = (error: unknown) =>
    makeTestApp({ jobs: { read: () => Promise.reject(error), list: () => Promise.reject(error) } });

  test('that may pass is 503, and is logged', async () => {
    const { ask, log } = failing(
      new Retryable('AWS failed: ThrottlingException', { cause: new Error('table secret') }),
    );
    const { status, body } = await ask('/jobs/hume/job-1');
    expect(status).toBe(503);
    expect(body.message).toContain('again');
    expect(body.message).not.toMatch(/AWS|secret/);
    expect(log.lines).toMatchObject([{ level: 'error', event: 'query_failed' }]);
  });

  test.each([
    ['a bug', new TypeError('secret is not a function')],
    ['a refusal of AWS', new Permanent('AWS refused: secret')],
  ])('of another kind is 500, says no more to anyone, and is logged: %s', async (_, error) => {
    const { ask, log } = failing(error);
    for (const path of ['/jobs/hume/job-1', '/jobs?status=parked', '/jobs/hume/job-1/raw']) {
      const { status, body } = await ask(path);
      expect({ status, keys: Object.keys(body) }).toEqual({ status: 500, keys: ['message'] });
      expect(body.message).not.toContain('secret');
    }
    expect(log.lines.map(({ error: logged }) => logged)).toEqual([error, error, error]);
  });
});

describe('other requests', () => {
  test('HEAD is GET without the body', async () => {
    await api.addJob(makeJob({ raw: RAW }));
    for (const path of ['/jobs/hume/job-1', '/jobs/hume/nobody', '/jobs/hume/job-1/raw', '/jobs']) {
      const head = await api.app.request(path, { ...WITH_TOKEN, method: 'HEAD' });
      expect(head.status).toBe((await api.get(path)).status);
      expect(await head.text()).toBe('');
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
    '%s changes nothing: there is no such route',
    async (method) => {
      await api.addJob(makeJob());
      const response = await api.app.request('/jobs/hume/job-1', { ...WITH_TOKEN, method });
      expect(response.status).toBe(404);
      expect((await api.ask('/jobs/hume/job-1')).status).toBe(200);
    },
  );

  test.each(['/', '/jobs/hume', '/files/', '/files/a/b', '/emotions/Joy', '/emotions//files', '/JOBS'])(
    '%s is no route',
    async (path) => {
      const { status, body } = await api.ask(path);
      expect({ status, message: body.message }).toEqual({
        status: 404,
        message: expect.stringContaining('/openapi.json'),
      });
    },
  );
});

/** Every item of a paged list, asked for page by page. */
async function readAll(path: string, list: string) {
  const items: { job: string; jobId: string; identity: string; mean: number }[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await api.ask(
      cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`,
    );
    expect(status).toBe(200);
    items.push(...body[list]);
    cursor = body.cursor;
    if (items.length > 1000) throw new Error(`${path} never ends`);
  } while (cursor !== undefined);
  return items;
}

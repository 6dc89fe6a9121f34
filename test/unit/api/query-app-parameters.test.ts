import { beforeEach, describe, expect, test } from 'vitest';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { makeJob } from '../../support/job-records.ts';
import { AT, makeTestApp } from '../../support/query-app.ts';

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
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
    ['/moderation/files?minProbability=0.09', 'minProbability'],
    ['/moderation/files?minProbability=1.01', 'minProbability'],
    ['/moderation/files?minProbability=x', 'minProbability'],
    ['/moderation/files?minProbability=', 'minProbability'],
    ['/moderation/files?minProbability=0.5&minSeverity=2', 'minSeverity, minProbability'],
    ['/moderation/files?minProbability=0.5&policy=test', 'policy'],
    ['/moderation/files?policy=nobody', 'policy'],
    ['/moderation/files?policy=test@2', 'policy'],
    ['/moderation/files?policy=', 'policy'],
    ['/moderation/files?emotion=Joy', 'minScore'],
    ['/moderation/files?minScore=0.5', 'minScore'],
    ['/moderation/files?model=face', 'model'],
    ['/moderation/files?emotion=&minScore=0.5', 'emotion'],
    ['/moderation/files?emotion=Joy&minScore=x', 'minScore'],
    ['/moderation/files?emotion=Joy&minScore=0.5&cursor=garbage', 'cursor'],
    ['/moderation/policies?policy=test', 'policy'],
    ['/moderation/files?from=yesterday', 'from'],
    ['/moderation/files?to=9999-12-31T23:59:59-01:00', 'to'],
    ['/moderation/files?from=0000-01-01T00:00:00%2B01:00', 'from'],
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
      '/moderation/files?minSeverity=1&policy=strict',
      '/moderation/files?class=hate',
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

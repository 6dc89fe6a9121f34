import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import type { FileSummary } from '../../../lib/summaries/file-summary.ts';
import type { Policy } from '../../../lib/summaries/policy.ts';
import { felt, moderated } from '../../support/evidence-app.ts';
import { makeFileSummary, POLICY } from '../../support/index-summaries.ts';
import { AT, makeTestApp } from '../../support/query-app.ts';

const STANDARD: Policy = { ...POLICY, name: 'standard', severityClasses: ['hate'] };
const LENIENT: Policy = { ...STANDARD, name: 'lenient', severityClasses: ['violence'] };
const policies = [STANDARD, LENIENT] as const;

const { fileKey, identity } = makeFileSummary({ ref: 'a' });
const second = (time: number) => ({ time: { begin: time, end: time } });

function heard(jobId = 'task-1'): FileSummary {
  const classes = { hate: { max: 3, at: second(10) }, violence: { max: 1, at: second(60) } };
  return { ...moderated(classes, null), vendor: 'hive', jobId };
}

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp({ policies });
});

describe('the moments of a file', () => {
  test('are the worst of one vendor’s beside the nearest of another’s', async () => {
    await api.addFiles(AT, heard());
    await api.addFiles(AT, felt(second(12), null));
    expect(await api.ask(`/files/${fileKey}/moments`)).toEqual({
      status: 200,
      body: {
        fileKey,
        identity,
        withinSeconds: 5,
        policy: 'standard@1',
        moments: [
          {
            vendor: 'hive',
            jobId: 'task-1',
            class: 'hate',
            severity: 3,
            derived: false,
            probability: null,
            place: second(10),
            emotions: {
              face: [
                {
                  emotion: 'Joy',
                  mean: 0.1,
                  max: 0.5,
                  peak: second(12),
                  secondsApart: 2,
                  vendor: 'hume',
                  jobId: 'job-1',
                },
              ],
            },
          },
        ],
      },
    });
  });

  test.each([
    ['withinSeconds=0', []],
    ['withinSeconds=1.9', []],
    ['withinSeconds=2', ['face']],
    ['withinSeconds=3600', ['face']],
  ])('%s: beside %j', async (query, models) => {
    await api.addFiles(AT, heard());
    await api.addFiles(AT, felt(second(12), null));
    const { status, body } = await api.ask(`/files/${fileKey}/moments?${query}`);
    expect(status).toBe(200);
    expect(Object.keys(body.moments[0].emotions)).toEqual(models);
  });

  test('are what the policy says', async () => {
    await api.addFiles(AT, heard());
    const { body } = await api.ask(`/files/${fileKey}/moments?policy=lenient`);
    expect(body).toMatchObject({ policy: 'lenient@1', moments: [{ class: 'violence', severity: 1 }] });
  });

  test('are none where nobody moderated it', async () => {
    await api.addFiles(AT, felt(second(12), null));
    expect(await api.ask(`/files/${fileKey}/moments`)).toMatchObject({ status: 200, body: { moments: [] } });
  });

  test('of a file that nobody knows are 404', async () => {
    expect(await api.ask(`/files/${fileKey}/moments`)).toEqual({ status: 404, body: { message: 'no such file' } });
  });

  test.each([
    ['withinSeconds=-1', 'withinSeconds'],
    ['withinSeconds=3600.5', 'withinSeconds'],
    ['withinSeconds=', 'withinSeconds'],
    ['withinSeconds=five', 'withinSeconds'],
    ['withinSeconds=NaN', 'withinSeconds'],
    ['withinSeconds=1&withinSeconds=2', 'withinSeconds'],
    ['policy=nobodys', 'policy'],
    ['within=5', 'within'],
  ])('are asked for with what there is: %s', async (query, parameter) => {
    const { status, body } = await api.ask(`/files/${fileKey}/moments?${query}`);
    expect(status).toBe(400);
    expect(body.message.split(':')[0]).toBe(parameter);
  });
});

describe('a file that many jobs looked at', () => {
  /** The last of them, by its key, says the worst. */
  const addJobs = async (count: number) => {
    for (const each of Array.from({ length: count }, (_, index) => 1000 + index)) {
      const isLast = each === 1000 + count - 1;
      const classes = isLast ? { hate: { max: 3, at: second(1) } } : { hate: { max: 1, at: second(each) } };
      await api.addFiles(AT, { ...moderated(classes, null), vendor: 'hive', jobId: `task-${each}` });
    }
  };
  const severities = async () => {
    const { body } = await api.ask(`/files/${fileKey}/moments`);
    return { first: body.moments[0].severity, moments: body.moments.length, stoppedEarly: body.stoppedEarly };
  };

  test('is read whole up to a hundred', async () => {
    await addJobs(100);
    expect(await severities()).toEqual({ first: 3, moments: 20, stoppedEarly: undefined });
  });

  test('is read no further, and that is said', async () => {
    await addJobs(101);
    expect(await severities()).toEqual({ first: 1, moments: 20, stoppedEarly: true });
  });

  test('is read on over pages that come short, and one that comes empty', async () => {
    const index = makeMemoryIndex();
    const writing = [heard('task-1'), heard('task-2'), heard('task-3')].map((summary) => ({
      summary,
      job: index.replaceJob(summary, AT),
    }));
    for (const { summary, job } of writing) await job.put(summary);
    const summariesOf: typeof index.summariesOf = async (key, { cursor }) =>
      cursor === 'end'
        ? { items: [], cursor: undefined }
        : index.summariesOf(key, { limit: 1, cursor }).then((page) => ({ ...page, cursor: page.cursor ?? 'end' }));
    const { ask } = makeTestApp({ policies, index: { ...index, summariesOf } });
    const { body } = await ask(`/files/${fileKey}/moments?policy=lenient`);
    expect(body.moments.map(({ jobId }: { jobId: string }) => jobId)).toEqual(['task-1', 'task-2', 'task-3']);
    expect(body).not.toHaveProperty('stoppedEarly');
  });
});

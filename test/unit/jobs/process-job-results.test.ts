import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../lib/raw/digest.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
import { EARLY } from '../../support/job-records.ts';
import {
  BELL,
  CALLED_BACK,
  completed,
  FETCHED,
  MINUTE_MS,
  makeVerdex,
  TWO_FILES,
} from '../../support/verdex-in-memory.ts';

describe('a completed result', () => {
  test('is kept byte for byte, indexed, and the job is done', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES, { predictions: 20, errors: 0 });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);

    const job = await verdex.jobOf(FETCHED);
    expect(job).toMatchObject({
      status: 'indexed',
      dueAt: null,
      leaseId: null,
      reason: null,
      attempt: 1,
      raw: { key: 'results/fetched/job-1', ...digestOf(resultBytes(TWO_FILES)) },
      coverage: { files: 2, predictions: 20, errors: 0, expectedPredictions: 20, complete: true },
    });
    expect(job.history.map(({ status }) => status)).toEqual(['received', 'running', 'indexed']);
    if (job.raw === null) throw new Error('no raw');
    const raw = Buffer.concat(await Array.fromAsync(await verdex.rawStore.read(job.raw)));
    expect(raw.equals(resultBytes(TWO_FILES))).toBe(true);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
    expect(verdex.asked).toEqual(['job-1']);
    expect(verdex.count.counts).toEqual(new Map([['JobIndexed', 1]]));
    expect(verdex.log.events('error')).toEqual([]);
  });

  test('every summary leads to the raw bytes it came from, and to the time of its callback', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(FETCHED);
    for (const ref of ['ref:a', 'ref:b']) {
      expect(await verdex.summariesOf(ref)).toMatchObject([
        { at: EARLY, raw: { key: 'results/fetched/job-1', ...digestOf(resultBytes(TWO_FILES)) } },
      ]);
    }
  });

  test('of a vendor without a call is the kept callback', async () => {
    const verdex = makeVerdex();
    const body = resultBytes({ files: [{ ref: 'a', hate: 3 }] });
    await verdex.callBack(CALLED_BACK, body);
    await verdex.process(CALLED_BACK);
    const { status, raw, callback } = await verdex.jobOf(CALLED_BACK);
    expect({ status, raw }).toEqual({
      status: 'indexed',
      raw: { key: callback?.key, versionId: null, ...digestOf(body) },
    });
    expect(await verdex.summariesOf('ref:a')).toMatchObject([{ raw: { key: callback?.key } }]);
    expect(verdex.asked).toEqual([]);
  });

  test('of a vendor without a call is the very version of the callback that was kept', async () => {
    const verdex = makeVerdex();
    const raw = await verdex.rawStore.put('callbacks/calledback/task-1/aa', resultBytes(TWO_FILES));
    await verdex.ledger.recordCallback(CALLED_BACK, { ...raw, versionId: 'version-7', ref: undefined });
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'indexed',
      raw: { ...raw, versionId: 'version-7' },
    });
    expect(await verdex.summariesOf('ref:a')).toMatchObject([{ raw: { key: raw.key, versionId: 'version-7' } }]);
  });

  test('is about the file that the callback URL named', async () => {
    const verdex = makeVerdex();
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'vendor-name', hate: 3 }] }), 'order 7');
    await verdex.process(CALLED_BACK);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:order 7']);
  });

  test('with classes nobody knows, or heads that changed, is indexed, and they are reported', async () => {
    const verdex = makeVerdex();
    const unknownClasses = ['new_class', 'newer_class'];
    verdex.vendor.answer = completed({ ...TWO_FILES, unknownClasses, changedHeads: ['visual/gun'] });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed' });
    expect(verdex.log.lines).toContainEqual({
      level: 'warn',
      event: 'unknown_classes',
      fields: { job: 'fetched#job-1', classes: 'new_class,newer_class' },
    });
    expect(verdex.log.lines).toContainEqual({
      level: 'warn',
      event: 'changed_heads',
      fields: { job: 'fetched#job-1', heads: 'visual/gun' },
    });
    expect([verdex.count.counts.get('ClassUnknown'), verdex.count.counts.get('HeadChanged')]).toEqual([2, 1]);
  });

  test('with any number of classes nobody knows has all of them counted, and twenty named', async () => {
    const verdex = makeVerdex();
    const unknownClasses = Array.from({ length: 300 }, (_, index) => `class_${index}`);
    verdex.vendor.answer = completed({ ...TWO_FILES, unknownClasses });
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    const line = verdex.log.lines.find(({ event }) => event === 'unknown_classes');
    expect(line?.fields.classes).toBe(`${unknownClasses.slice(0, 20).join(',')},… (300 in all)`);
    expect(verdex.count.counts.get('ClassUnknown')).toBe(300);
  });

  test('another one later replaces it: what the new one does not have is gone', async () => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(TWO_FILES);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    verdex.vendor.answer = completed({ files: [{ ref: 'b', hate: 1 }] });
    await verdex.callBack(FETCHED, Buffer.from('{"bell":2}'));
    await verdex.process(FETCHED);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:b']);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', attempt: 1, coverage: { files: 1 } });
  });
});

describe('how much was seen', () => {
  test.each([
    ['all that the vendor announced', TWO_FILES, { predictions: 20, errors: 0 }, { complete: true, errors: 0 }],
    ['fewer than announced', TWO_FILES, { predictions: 21 }, { complete: false, expectedPredictions: 21 }],
    ['more than announced', TWO_FILES, { predictions: 19 }, { complete: false, expectedPredictions: 19 }],
    ['nothing was announced', TWO_FILES, {}, { complete: null, expectedPredictions: null }],
    ['errors in the result', { ...TWO_FILES, errors: ['b.mp4: unreadable'] }, {}, { complete: false, errors: 1 }],
    ['errors that only the job tells of', TWO_FILES, { predictions: 20, errors: 3 }, { complete: false, errors: 3 }],
    ['all that the result says it holds', { ...TWO_FILES, expected: 20 }, {}, { complete: true, expectedBy: 'result' }],
    ['fewer than the result says', { ...TWO_FILES, expected: 600 }, {}, { complete: false, expectedPredictions: 600 }],
    [
      'all that the vendor announced, and fewer than the result says',
      { ...TWO_FILES, expected: 600 },
      { predictions: 20 },
      { complete: false, expectedPredictions: 20, expectedBy: 'api' },
    ],
    ['nothing, as announced', { files: [] }, { predictions: 0 }, { complete: true, files: 0, predictions: 0 }],
  ])('%s', async (_, result, expected, coverage) => {
    const verdex = makeVerdex();
    verdex.vendor.answer = completed(result, expected);
    await verdex.callBack(FETCHED, BELL);
    await verdex.process(FETCHED);
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', coverage });
    const settled = verdex.log.lines.find(({ event }) => event === 'job_settled');
    expect(settled?.fields).toMatchObject({ status: 'indexed', complete: coverage.complete });
  });

  test.each([
    ['all', 20, true],
    ['not all', 21, null],
  ])(
    'is said of each file whose vendor says nothing of it, when of the job %s was seen',
    async (_, predictions, complete) => {
      const verdex = makeVerdex();
      verdex.vendor.answer = completed({ ...TWO_FILES, isSilent: true }, { predictions, errors: 0 });
      await verdex.callBack(FETCHED, BELL);
      await verdex.process(FETCHED);
      const job = { indexed: 20, expected: predictions, complete: predictions === 20, errors: 0 };
      for (const ref of ['ref:a', 'ref:b']) {
        expect(await verdex.summariesOf(ref)).toMatchObject([{ coverage: { complete, job } }]);
      }
    },
  );
});

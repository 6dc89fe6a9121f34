/** Whatever becomes of a result that is handed on, or of the rows that it takes the place of, the job comes to an end. */
import { describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { importKey } from '../../../lib/raw/keys.ts';
import { fileKeyOf } from '../../../lib/summaries/identity.ts';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
import { makeFileSummary } from '../../support/index-summaries.ts';
import { EARLY } from '../../support/job-records.ts';
import { makeSlowWorkers } from '../../support/slow-workers.ts';
import { BELL, CALLED_BACK, completed, FETCHED, MINUTE_MS } from '../../support/verdex-in-memory.ts';

const HOUR_MS = 60 * MINUTE_MS;
const of = (refs: readonly string[], Joy = 0.5) => ({ files: refs.map((ref) => ({ ref, Joy })) });
const FOUR = ['a', 'b', 'c', 'd'];

describe('a result that is no longer what was kept, where the bucket keeps no versions:', () => {
  test.each([
    ['fewer files than were done', of(['z'])],
    ['as many as were done', of(['a', 'b'], 0.9)],
    ['the same files, which say something else', of(FOUR, 0.9)],
  ])('%s are not written, and nothing is removed', async (_, later) => {
    const verdex = makeSlowWorkers();
    verdex.vendor.answer = completed(of(FOUR));
    await verdex.callBack(FETCHED, BELL);
    await verdex.work(FETCHED, 2);
    const { progress } = await verdex.jobOf(FETCHED);
    await verdex.rawStore.put(progress?.raw.key ?? '', resultBytes(later));
    await verdex.work(FETCHED);
    const reason = 'the raw result is no longer what was kept';
    expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'waiting', reason, indexed: null, progress });
    expect(verdex.puts).toEqual(['ref:a', 'ref:b']);
    expect(await verdex.filesOf(FETCHED)).toEqual(['ref:a', 'ref:b']);
  });
});

test('where other files come of the same bytes than before, all of them are made anew', async () => {
  const verdex = makeSlowWorkers();
  verdex.vendor.answer = completed(of(FOUR));
  await verdex.callBack(FETCHED, BELL);
  await verdex.work(FETCHED, 2);
  const job = await verdex.jobOf(FETCHED);
  if (job.progress === null) throw new Error('it was not handed on');
  const { raw, report } = job.progress;
  // As though its version were kept: then it is not checked again.
  const progress = { ...job.progress, raw: { ...raw, versionId: 'version-1' }, report: { ...report, files: 5 } };
  await verdex.store.write({ ...job, progress }, job.revision);
  await verdex.work(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'indexed', coverage: { files: 4 } });
});

describe('rows of the last good result that can never be put in order', () => {
  test.each([
    ['for a reason that may pass', () => new Retryable('500')],
    ['for good', () => new Permanent('too large')],
  ])('%s: the job is parked in the end', async (_, failure) => {
    let isBroken = false;
    const verdex = makeSlowWorkers((identity) => (isBroken && identity === 'ref:d' ? failure() : undefined));
    await verdex.callBack(CALLED_BACK, resultBytes(of(FOUR, 0.1)));
    await verdex.work(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [], failure: 'no audio' }));
    isBroken = true;
    for (let workers = 0; workers < 60; workers += 1) {
      await verdex.work(CALLED_BACK, 2);
      verdex.clock.advance(8 * HOUR_MS);
    }
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: expect.stringMatching('parked|failed'),
      dueAt: null,
    });
  });
});

test('a row of a newer version behind the place that was reached: the job is parked in the end', async () => {
  const verdex = makeSlowWorkers();
  const summary = makeFileSummary({ ...FETCHED, ref: 'd', indexVersion: INDEX_VERSION + 1 });
  await verdex.index.replaceJob(FETCHED, EARLY).put(summary);
  verdex.vendor.answer = completed(of(FOUR));
  await verdex.callBack(FETCHED, BELL);
  for (let workers = 0; workers < 60; workers += 1) {
    await verdex.work(FETCHED, 2);
    verdex.clock.advance(8 * HOUR_MS);
  }
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', dueAt: null });
  expect(await verdex.index.summaryOf(fileKeyOf('ref:d'), FETCHED)).toMatchObject({ indexVersion: INDEX_VERSION + 1 });
});

test('a result that turns out to be gone is named by the job that is parked for it', async () => {
  const verdex = makeSlowWorkers();
  verdex.vendor.answer = completed(of(FOUR));
  await verdex.callBack(FETCHED, BELL);
  await verdex.work(FETCHED, 2);
  const { progress } = await verdex.jobOf(FETCHED);
  verdex.rawStore.read = () => Promise.reject(new Permanent('it is not there'));
  await verdex.work(FETCHED);
  await verdex.work(FETCHED);
  expect(await verdex.jobOf(FETCHED)).toMatchObject({ status: 'parked', raw: progress?.raw });
});

describe('an import that is to replace nothing, of a job whose rows are being written', () => {
  test.each([
    ['for the first time', []],
    ['anew', ['a']],
  ])('%s, does not take its place', async (_, before) => {
    const verdex = makeSlowWorkers();
    if (before.length > 0) {
      await verdex.callBack(CALLED_BACK, resultBytes(of(before, 0.1)));
      await verdex.work(CALLED_BACK);
    }
    const latest = resultBytes(of(FOUR));
    await verdex.callBack(CALLED_BACK, latest);
    await verdex.work(CALLED_BACK, 2);
    const imported = async (bytes: Buffer) => {
      const raw = await verdex.rawStore.put(importKey(CALLED_BACK.vendor, CALLED_BACK.jobId, digestOf(bytes)), bytes);
      return verdex.ledger.recordImport(CALLED_BACK, { ...raw, ref: undefined, replace: false });
    };
    expect(await imported(resultBytes(of(['old'])))).toBe('another result');
    expect(await imported(latest)).toBe('owed');
    await verdex.work(CALLED_BACK);
    expect(verdex.puts.filter((identity) => identity === 'ref:b')).toHaveLength(1);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(FOUR.map((ref) => `ref:${ref}`));
  });

  test('is its result where these are rows of an earlier one, for want of a good one', async () => {
    const verdex = makeSlowWorkers();
    await verdex.callBack(CALLED_BACK, resultBytes(of(FOUR)));
    await verdex.work(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, resultBytes({ files: [], failure: 'no audio' }));
    await verdex.work(CALLED_BACK, 2);
    const bytes = resultBytes(of(['good']));
    const raw = await verdex.rawStore.put(importKey(CALLED_BACK.vendor, CALLED_BACK.jobId, digestOf(bytes)), bytes);
    expect(await verdex.ledger.recordImport(CALLED_BACK, { ...raw, ref: undefined, replace: false })).toBe('new');
    await verdex.work(CALLED_BACK);
    expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:good']);
  });
});

test('rows are looked for where there is no summary, but for a first result all of whose workers came back', async () => {
  const verdex = makeSlowWorkers();
  const { replaceJob } = verdex.index;
  const isFirst: unknown[] = [];
  verdex.index.replaceJob = (job, at, circumstances) => {
    isFirst.push(circumstances?.isFirst);
    return replaceJob(job, at, circumstances);
  };
  verdex.vendor.answer = completed(of(FOUR));
  await verdex.callBack(FETCHED, BELL);
  await verdex.work(FETCHED, 1);
  await verdex.work(FETCHED, 1);
  await verdex.ledger.claim(FETCHED, verdex.clock.now());
  verdex.clock.advance(1);
  await verdex.work(FETCHED);
  await verdex.ledger.rebuild(FETCHED);
  await verdex.work(FETCHED);
  expect(isFirst).toEqual([true, true, false, false]);
});

import { describe, expect, test } from 'vitest';
import { jobOfDocument, uuidOfDigest } from '../../../lib/imports/job-of-document.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { hiveCallbackReader } from '../../../lib/vendors/hive/callback.ts';
import { humeCallbackReader } from '../../../lib/vendors/hume/callback.ts';

const OWN = '11111111-1111-4111-8111-111111111111';
const NAMED = '22222222-2222-4222-8222-222222222222';
const SAID = '33333333-3333-4333-8333-333333333333';
const digest = digestOf(Buffer.from('abc'));

const ofHume = (members: Record<string, string>, source = 'a.json', isOnlyOne = true, said = {}) =>
  jobOfDocument(humeCallbackReader, { members: new Map(Object.entries(members)), source, isOnlyOne, digest }, said);
const ofHive = (members: Record<string, string>) =>
  jobOfDocument(
    hiveCallbackReader,
    { members: new Map(Object.entries(members)), source: 'a', isOnlyOne: true, digest },
    {},
  );

test('what a document says itself goes before all else', () => {
  expect(ofHume({ job_id: OWN }, `${NAMED}.json`)).toEqual({ jobId: OWN, isMadeUp: false });
  expect(ofHume({ job_id: OWN }, `${NAMED}.json`, true, { jobId: OWN })).toEqual({ jobId: OWN, isMadeUp: false });
  expect(ofHume({ job_id: OWN.toUpperCase() })).toEqual({ jobId: OWN, isMadeUp: false });
});

test.each([
  [{ id: 'a-1', task_id: 'b-2' }, 'a-1'],
  [{ task_id: 'b-2' }, 'b-2'],
  [{ id: 'not an id', task_id: 'b-2' }, 'b-2'],
])('a task says it in one of two ways: %j', (members, jobId) => {
  expect(ofHive(members)).toEqual({ jobId, isMadeUp: false });
});

test('then what a person said', () => {
  expect(ofHume({}, `${NAMED}.json`, true, { jobId: SAID })).toEqual({ jobId: SAID, isMadeUp: false });
});

test('a person cannot say that it is another job’s, nor speak of several documents', () => {
  expect(ofHume({ job_id: OWN }, 'a', true, { jobId: SAID })).toEqual({ problem: expect.stringContaining(OWN) });
  expect(ofHume({ job_id: OWN }, 'a', false, { jobId: OWN })).toEqual({
    problem: expect.stringContaining('not alone'),
  });
  expect(ofHume({ job_id: OWN }, 'a', false, { ref: 'x' })).toEqual({ problem: expect.stringContaining('not alone') });
});

describe('then the file’s name, if the document is all there is in it', () => {
  test.each([
    [`${NAMED}.json`],
    [`saved/${NAMED}.predictions.json`],
    [`s3://bucket/hume-${NAMED}.json.gz`],
    [`job_${NAMED.toUpperCase()}_final`],
    [`${NAMED} (copy of ${NAMED}).json`],
  ])('%s', (source) => {
    expect(ofHume({}, source)).toEqual({ jobId: NAMED, isMadeUp: false });
    expect(ofHume({}, source, false)).toMatchObject({ isMadeUp: true });
  });

  test.each([[`${NAMED}_${SAID}.json`], [`${NAMED}/predictions.json`], [`a${NAMED}.json`], [`${NAMED}0.json`]])(
    'no one UUID: %s',
    (source) => {
      expect(ofHume({}, source)).toMatchObject({ isMadeUp: true });
    },
  );
});

test('otherwise it is made of the bytes: the same ones are the same job', () => {
  const madeUp = ofHume({ job_id: 'none of Hume’s' });
  expect(madeUp).toEqual({ jobId: uuidOfDigest(digest.sha256), isMadeUp: true });
  expect(ofHume({}, 'another name', false)).toEqual(madeUp);
});

test('a UUID of version 8, and one that both vendors take', () => {
  const jobId = uuidOfDigest(digest.sha256);
  expect(jobId).toBe('ba7816bf-8f01-8fea-8141-40de5dae2223');
  expect(uuidOfDigest('f'.repeat(64))).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
  expect([humeCallbackReader.jobIdOf(jobId), hiveCallbackReader.jobIdOf(jobId)]).toEqual([jobId, jobId]);
});

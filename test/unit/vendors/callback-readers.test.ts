import { describe, expect, test } from 'vitest';
import { callbackReaders } from '../../../lib/vendors/callback-readers.ts';
import { bytesOf, fixtureBytes } from '../../support/result-bytes.ts';

function jobIdIn(vendor: string, body: Uint8Array): string | undefined {
  const reader = callbackReaders.get(vendor);
  if (reader === undefined) throw new Error(`no reader ${vendor}`);
  expect(reader.name).toBe(vendor);
  return reader.readJobId(body);
}

test.each([
  ['hume', 'hume/callback_completed', '908c9fae-1290-4776-9e37-b1a8d1a03fea'],
  ['hume', 'hume/callback_failed', '908c9fae-1290-4776-9e37-b1a8d1a03fea'],
  ['hume', 'hume/callback_completed_empty_predictions', '908c9fae-1290-4776-9e37-b1a8d1a03fea'],
  ['hive', 'hive/speech_seed', '5ce602f0-5b07-11ed-80f8-138a369a2201'],
  ['hive', 'hive/text_moderation_docs', '5ce602f0-5b07-11ed-80f8-138a369a2201'],
  ['hive', 'hive/task_failed_synthetic', '5ce602f0-5b07-11ed-80f8-138a369a2201'],
])('%s finds the job in %s', async (vendor, path, jobId) => {
  expect(jobIdIn(vendor, await fixtureBytes(`${path}.json`))).toBe(jobId);
});

test('one vendor’s callback is not read as another’s', async () => {
  expect(jobIdIn('hume', await fixtureBytes('hive/speech_seed.json'))).toBeUndefined();
  expect(jobIdIn('hive', await fixtureBytes('hume/callback_completed.json'))).toBeUndefined();
});

describe.each([
  ['hume', 'job_id'],
  ['hive', 'id'],
])('%s', (vendor, key) => {
  test.each([
    ['a slash', 'a/b'],
    ['a step up', '..'],
    ['the ledger’s separator', 'a#b'],
    ['a space', 'a b'],
    ['a line feed', 'job\n'],
    ['a letter of another script', 'jöb'],
    ['nothing', ''],
    ['a dash first', '-job'],
    ['more than 128 characters', 'a'.repeat(129)],
    ['a number', 7],
    ['null', null],
    ['a list', ['job-1']],
  ])('an id with %s is none: it could not stand in a key', (_, id) => {
    expect(jobIdIn(vendor, bytesOf({ [key]: id }))).toBeUndefined();
  });

  test.each(['5ce602f0-5b07-11ed-80f8-138a369a2201', '00000000-0000-0000-0000-000000000000'])(
    'a UUID of any version is an id: %s',
    (id) => {
      expect(jobIdIn(vendor, bytesOf({ [key]: id, more: 1 }))).toBe(id);
      expect(callbackReaders.get(vendor)?.jobIdOf(id)).toBe(id);
    },
  );

  test('a body nested without end is read as one without an id', () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    const id = '908c9fae-1290-4776-9e37-b1a8d1a03fea';
    expect(jobIdIn(vendor, Buffer.from(`{"${key}": "${id}", "more": ${deep}}`))).toBeUndefined();
    expect(jobIdIn(vendor, Buffer.from(`{"${key}": "${id}", "more": [[[]]]}`))).toBe(id);
  });

  test.each(['', 'null', '[]', '"job-1"', '<html>', '{"', `[{"${key}": "job-1"}]`])('no id in %j', (text) => {
    expect(jobIdIn(vendor, Buffer.from(text))).toBeUndefined();
  });
});

test.each(['a', 'A-1_b', 'a'.repeat(128)])('%s is an id of Hive, which promises no UUIDs, and none of Hume', (id) => {
  expect(jobIdIn('hive', bytesOf({ id, more: 1 }))).toBe(id);
  expect(jobIdIn('hume', bytesOf({ job_id: id, more: 1 }))).toBeUndefined();
});

test('a UUID of Hume’s is one job however it is spelt; Hive’s ids are taken as they are', () => {
  const id = '908c9fae-1290-4776-9e37-b1a8d1a03fea';
  for (const spelt of [id, id.toUpperCase(), '908C9fae-1290-4776-9e37-b1a8d1a03feA']) {
    expect(jobIdIn('hume', bytesOf({ job_id: spelt }))).toBe(id);
    expect(callbackReaders.get('hume')?.jobIdOf(spelt)).toBe(id);
    expect(jobIdIn('hive', bytesOf({ id: spelt }))).toBe(spelt);
  }
});

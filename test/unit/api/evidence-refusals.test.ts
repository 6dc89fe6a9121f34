import { beforeEach, describe, expect, test } from 'vitest';
import { Retryable } from '../../../lib/platform/errors.ts';
import type { FileSummary } from '../../../lib/summaries/file-summary.ts';
import { evidencePath, FILE_KEY, felt, JOY, makeEvidenceApp, moderated } from '../../support/evidence-app.ts';
import { AT } from '../../support/query-app.ts';

const MIB = 1024 * 1024;

let api: ReturnType<typeof makeEvidenceApp>;
beforeEach(() => {
  api = makeEvidenceApp();
});

describe('there is no evidence', () => {
  const place = { bytes: { begin: 0, end: JOY.length } };

  test.each([
    [
      'of a file that nobody knows',
      `/files/${'A'.repeat(22)}/evidence?vendor=hume&jobId=job-1&class=hate`,
      /no such file/,
    ],
    ['of another job', evidencePath('model=face&emotion=Joy', 'vendor=hume&jobId=job-9'), /by that job/],
    ['of another vendor’s job', evidencePath('model=face&emotion=Joy', 'vendor=hive&jobId=job-1'), /by that job/],
    ['of a model that did not look', evidencePath('model=burst&emotion=Joy'), /^model: /],
    ['of an emotion that the model did not score', evidencePath('model=face&emotion=Awe'), /^emotion: /],
    ['of a toxicity that the model did not score', evidencePath('model=face&toxicity=threat'), /^toxicity: /],
    ['of a class, where nothing was moderated', evidencePath('class=hate'), /^class: .*moderated nothing/],
    ['of a headline, where nothing was moderated', evidencePath('class=any'), /^class: .*moderated nothing/],
  ])('%s', async (_, asking, message) => {
    const { ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt(place, ref));
    expect(await api.ask(asking)).toEqual({ status: 404, body: { message: expect.stringMatching(message) } });
    expect(api.asked).toEqual([]);
  });

  test.each([
    ['a class that was not looked for', 'class=violence', /^class: not in/],
    ['a class that was scored nowhere', 'class=hate', /^class: .*scored nowhere/],
    ['the headline where nothing that counts was scored', 'class=any', /^class: none that counts/],
    ['the headline of 0', 'class=any&policy=spam', /^class: the headline is 0/],
  ])('of %s', async (_, query, message) => {
    const { ref } = await api.keep([JOY]);
    await api.addFiles(AT, moderated({ hate: {}, spam: { max: 0, at: place } }, ref));
    expect(await api.ask(evidencePath(query))).toEqual({
      status: 404,
      body: { message: expect.stringMatching(message) },
    });
  });

  test.each<[string, (summary: FileSummary) => FileSummary]>([
    [
      'an older version',
      (summary) => ({ ...summary, ...felt({ time: { begin: 1, end: 2 } }, summary.raw), indexVersion: 1 }),
    ],
    ['what names no raw object', (summary) => ({ ...summary, raw: null })],
  ])('of rows of %s, until it is indexed again', async (_, change) => {
    const { places, ref } = await api.keep([JOY]);
    await api.addFiles(AT, change(felt(places[0], ref)));
    const { status, body } = await api.ask(evidencePath('model=face&emotion=Joy'));
    expect(status).toBe(409);
    expect(body.message).toMatch(/verdex reindex/);
    expect(api.asked).toEqual([]);
  });

  test('in an answer when it is too large for one, and nothing is read', async () => {
    const { ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt({ bytes: { begin: 7, end: 8 + MIB } }, ref));
    const { status, body } = await api.ask(evidencePath('model=face&emotion=Joy'));
    expect(status).toBe(422);
    expect(body.message).toContain(`bytes 7 to ${8 + MIB}`);
    expect(api.asked).toEqual([]);
  });

  test('but it is answered up to a megabyte', async () => {
    const start = '{"emotions":[{"name":"Joy","score":0.5}],"padding":"';
    const { places, ref } = await api.keep([`${start.padEnd(MIB - 2, 'x')}"}`]);
    await api.addFiles(AT, felt(places[0], ref));
    expect((await api.ask(evidencePath('model=face&emotion=Joy'))).status).toBe(200);
  });
});

describe('a raw object that is no longer what was indexed is told of, and not shown', () => {
  const SECRET = 'what the vendor transcribed';

  test.each([
    ['another score', `{"text":"${SECRET}","emotions":[{"name":"Joy","score":0.4}]}`],
    ['another name', `{"text":"${SECRET}","emotions":[{"name":"Awe","score":0.5}]}`],
    ['no JSON', `{"text":"${SECRET}","emotions":[{"name":"Joy","score":0.5}]`],
    ['JSON and more', `{"text":"${SECRET}","emotions":[{"name":"Joy","score":0.5}]},`],
    ['no object', '0.5'],
  ])('%s at its place', async (_, element) => {
    const { places, ref } = await api.keep([element]);
    await api.addFiles(AT, felt(places[0], ref));
    await refused();
  });

  test.each([
    ['past its end', { begin: 0, end: 10_000 }],
    ['of no bytes', { begin: 5, end: 5 }],
    ['the wrong way round', { begin: 9, end: 5 }],
    ['within bytes', { begin: 0.5, end: 9.5 }],
  ])('a place %s', async (_, bytes) => {
    const { ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt({ bytes }, ref));
    await refused();
  });

  test('or is there no more', async () => {
    const { places, ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt(places[0], ref && { ...ref, key: 'results/hume/gone' }));
    await refused();
  });

  async function refused() {
    expect(await api.ask(evidencePath('model=face&emotion=Joy'))).toEqual({
      status: 500,
      body: {
        message: 'the kept bytes do not hold this number: they or its row were changed; verdex doctor says which',
      },
    });
    expect(api.log.events('error')).toEqual(['evidence_lost']);
    expect(JSON.stringify(api.log.lines)).not.toContain(SECRET);
  }

  test('which is not said of one that could not be read just now', async () => {
    api = makeEvidenceApp(() => Promise.reject(new Retryable('AWS failed: SlowDown')));
    const { places, ref } = await api.keep([JOY]);
    await api.addFiles(AT, felt(places[0], ref));
    expect((await api.ask(evidencePath('model=face&emotion=Joy'))).status).toBe(503);
  });
});

describe('what is asked must name one number', () => {
  test.each([
    ['', 'emotion, toxicity, class'],
    ['model=face', 'emotion, toxicity, class'],
    ['class=hate&emotion=Joy&model=face', 'emotion, toxicity, class'],
    ['model=face&emotion=Joy&toxicity=insult', 'emotion, toxicity, class'],
    ['emotion=Joy', 'model'],
    ['toxicity=insult', 'model'],
    ['class=hate&model=face', 'model'],
    ['class=hate&policy=standard', 'policy'],
    ['model=face&emotion=Joy&policy=standard', 'policy'],
    ['class=any&policy=nobodys', 'policy'],
    ['class=any&policy=', 'policy'],
    ['class=', 'class'],
    ['class=hate&class=spam', 'class'],
    ['class=hate&limit=1', 'limit'],
  ])('%s: %s', async (query, parameter) => {
    const { status, body } = await api.ask(evidencePath(query));
    expect(status).toBe(400);
    expect(body.message.split(':')[0]).toBe(parameter);
    expect(api.asked).toEqual([]);
  });

  test.each([
    ['jobId=job-1&class=hate', 'vendor'],
    ['vendor=hume&class=hate', 'jobId'],
    ['vendor=HUME&jobId=job-1&class=hate', 'vendor'],
    ['vendor=hume&jobId=..%2Fx&class=hate', 'jobId'],
  ])('and whose: %s', async (query, parameter) => {
    const { status, body } = await api.ask(`/files/${FILE_KEY}/evidence?${query}`);
    expect(status).toBe(400);
    expect(body.message.split(':')[0]).toBe(parameter);
  });

  test('an unknown policy is told the ones there are', async () => {
    const { body } = await api.ask(evidencePath('class=any&policy=standard@2'));
    expect(body).toEqual({ message: 'policy: must be one of standard@1, spam@3' });
  });
});

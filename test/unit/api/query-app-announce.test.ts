import { expect, test } from 'vitest';
import { AT, makeTestApp } from '../../support/query-app.ts';
import { arrival } from '../../support/test-ledger.ts';

const JOB_ID = '908c9fae-1290-4776-9e37-b1a8d1a03fea';
const NAME = { vendor: 'hume', jobId: JOB_ID };

async function announce(api: ReturnType<typeof makeTestApp>, body: object) {
  const response = await api.post('/jobs', JSON.stringify(body));
  return { status: response.status, body: JSON.parse(await response.text()) };
}

test('a job that is announced is expected, and asked for when its time is over', async () => {
  const api = makeTestApp();
  const expectBy = '2026-03-01T13:30:00.000Z';
  expect(await announce(api, { ...NAME, ref: 'order 7', expectBy: '2026-03-01T14:30:00+01:00' })).toMatchObject({
    status: 201,
    body: { job: `hume#${JOB_ID}`, status: 'expected', ref: 'order 7', dueAt: expectBy, announcement: { at: AT } },
  });
  expect(await api.jobs.read(NAME)).toMatchObject({ status: 'expected', dueAt: expectBy, owedSince: expectBy });
});

test('without a time it is asked for after an hour', async () => {
  const api = makeTestApp();
  expect((await announce(api, NAME)).body).toMatchObject({ dueAt: '2026-03-01T13:00:00.000Z', ref: null });
});

test('announced again the same way it stays as it is; with another ref it is a conflict', async () => {
  const api = makeTestApp();
  await announce(api, { ...NAME, ref: 'order 7' });
  const before = await api.jobs.read(NAME);
  expect(await announce(api, { ...NAME, ref: 'order 7' })).toMatchObject({ status: 200, body: { ref: 'order 7' } });
  expect(await announce(api, { ...NAME, ref: 'order 8' })).toEqual({
    status: 409,
    body: { message: 'ref: the job was announced with another one' },
  });
  expect(await api.jobs.read(NAME)).toEqual(before);
});

test('an id of Hume’s in capitals is the same job, whoever is first', async () => {
  const api = makeTestApp();
  const announced = await announce(api, { ...NAME, jobId: JOB_ID.toUpperCase(), ref: 'order 7' });
  expect(announced).toMatchObject({ status: 201, body: { job: `hume#${JOB_ID}`, jobId: JOB_ID } });
  expect(await announce(api, { ...NAME, ref: 'order 7' })).toMatchObject({ status: 200 });
  expect((await api.jobs.list('expected', { limit: 10 })).items).toMatchObject([NAME]);
});

test('an id of Hive’s is taken as it is: nothing says that its letters have no case', async () => {
  const api = makeTestApp();
  await announce(api, { vendor: 'hive', jobId: 'Task-1' });
  expect(await announce(api, { vendor: 'hive', jobId: 'task-1' })).toMatchObject({ status: 201 });
});

test.each(['0000-01-01T00:00:00Z', '2026-02-28T23:59:59-01:00', '2026-03-31T12:00:00Z'])(
  'whatever is past, and up to 30 days ahead, may be the time: %s',
  async (expectBy) => {
    const { status, body } = await announce(makeTestApp(), { ...NAME, expectBy });
    expect({ status, dueAt: body.dueAt }).toEqual({ status: 201, dueAt: new Date(expectBy).toISOString() });
  },
);

test('announced after its callback it is the same job, now with the announced ref', async () => {
  const api = makeTestApp();
  await api.ledger.recordCallback(NAME, arrival('aa', 'of the callback'));
  expect(await announce(api, { ...NAME, ref: 'order 7' })).toMatchObject({
    status: 201,
    body: { status: 'received', ref: 'order 7', callback: { sha256: 'aa' } },
  });
});

test.each([
  ['an unknown vendor', { ...NAME, vendor: 'acme' }, 'vendor: must be one of hume, hive'],
  ['no vendor', { jobId: JOB_ID }, 'vendor: must be one of hume, hive'],
  ['no job id', { vendor: 'hume' }, 'jobId: must be text'],
  ['an id that is no job id of Hume', { ...NAME, jobId: '../secret' }, 'jobId: must be a job id of the vendor'],
  ['an id that is no task id of Hive', { vendor: 'hive', jobId: 'a/b' }, 'jobId: must be a job id of the vendor'],
  [
    'a time that is none',
    { ...NAME, expectBy: 'soon' },
    'expectBy: must be an ISO 8601 date-time, at most 30 days ahead',
  ],
  [
    'a time too far away',
    { ...NAME, expectBy: '2026-04-01T12:00:00Z' },
    'expectBy: must be an ISO 8601 date-time, at most 30 days ahead',
  ],
  [
    'a time before the first year',
    { ...NAME, expectBy: '0000-01-01T00:00:00+00:01' },
    'expectBy: must be an ISO 8601 date-time, at most 30 days ahead',
  ],
  [
    'a time after the last year',
    { ...NAME, expectBy: '9999-12-31T23:59:59-01:00' },
    'expectBy: must be an ISO 8601 date-time, at most 30 days ahead',
  ],
  ['an empty ref', { ...NAME, ref: '' }, 'ref: is empty'],
  ['a name that does nothing', { ...NAME, status: 'indexed' }, 'status: no such parameter here'],
  ['a list', [NAME], 'body: must be a JSON object'],
])('%s is refused by name, and nothing is written', async (_, body, message) => {
  const api = makeTestApp();
  expect(await announce(api, body)).toEqual({ status: 400, body: { message } });
  expect((await api.jobs.list('expected', { limit: 10 })).items).toEqual([]);
});

import { expect, test } from 'vitest';
import { AT, makeTestApp } from '../../support/query-app.ts';

const SINCE_REFUSED = 'since: must be an ISO 8601 date-time, from 2000-01-01 UTC on and not in the future';

async function adopt(api: ReturnType<typeof makeTestApp>, vendor: string, body: object = {}) {
  const response = await api.post(`/vendors/${vendor}/adoptions`, JSON.stringify(body));
  return { status: response.status, body: JSON.parse(await response.text()) };
}

test('vendors of which nothing is known yet are all well', async () => {
  expect((await makeTestApp().ask('/vendors')).body).toEqual({
    vendors: [
      { vendor: 'hume', paused: null, list: null },
      { vendor: 'hive', paused: null, list: null },
    ],
  });
});

test('a vendor that refuses us says since when, why, and when it is tried again', async () => {
  const api = makeTestApp();
  const pause = { since: AT, reason: 'Hume answered 403: check the API key', probeAt: '2026-03-01T12:05:00.000Z' };
  await api.states.write({ vendor: 'hume', revision: 0, pause, list: null, updatedAt: AT }, null);
  const { body } = await api.ask('/vendors');
  expect(body.vendors[0].paused).toEqual({ since: AT, reason: pause.reason, nextTryAt: pause.probeAt });
});

test('a list is read again on demand, from where it was read to or from a moment on', async () => {
  const api = makeTestApp();
  expect(await adopt(api, 'hume')).toEqual({
    status: 202,
    body: { vendor: 'hume', paused: null, list: { readTo: '2026-02-26T12:00:00.000Z', nextReadingAt: AT } },
  });
  expect((await adopt(api, 'hume', { since: '2026-01-01T00:00:00Z' })).body.list.readTo).toBe(
    '2026-01-01T00:00:00.000Z',
  );
  expect((await adopt(api, 'hume')).body.list.readTo).toBe('2026-01-01T00:00:00.000Z');
});

test.each([
  ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
  ['1999-12-31T23:00:00-01:00', '2000-01-01T00:00:00.000Z'],
  ['2026-03-01T13:00:00+01:00', '2026-02-26T12:00:00.000Z'],
])('a list may be read from %s on', async (since, readTo) => {
  expect(await adopt(makeTestApp(), 'hume', { since })).toMatchObject({ status: 202, body: { list: { readTo } } });
});

test.each([
  ['hive', {}, 404, 'vendor: no list is read of it; of these there is: hume'],
  ['acme', {}, 404, 'vendor: no list is read of it; of these there is: hume'],
  ['HUME', {}, 400, 'vendor: must be the name of a vendor'],
  ['hume', { since: 'monday' }, 400, SINCE_REFUSED],
  ['hume', { since: '2026-03-01T12:00:00.001Z' }, 400, SINCE_REFUSED],
  ['hume', { since: '9999-12-31T23:59:59-01:00' }, 400, SINCE_REFUSED],
  ['hume', { since: '1999-12-31T23:59:59.999Z' }, 400, SINCE_REFUSED],
  ['hume', { since: '2000-01-01T00:00:00+00:01' }, 400, SINCE_REFUSED],
  ['hume', { since: '0000-01-01T00:00:00+01:00' }, 400, SINCE_REFUSED],
  ['hume', { from: AT }, 400, 'from: no such parameter here'],
])('of %s with %j there is no reading', async (vendor, body, status, message) => {
  const api = makeTestApp();
  expect(await adopt(api, vendor, body)).toEqual({ status, body: { message } });
  expect(await api.states.list()).toEqual([]);
});

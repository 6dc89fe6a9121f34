import { expect, test } from 'vitest';
import { AT, makeTestApp } from '../../support/query-app.ts';

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
  ['hive', {}, 404, 'vendor: no list is read of it; of these there is: hume'],
  ['acme', {}, 404, 'vendor: no list is read of it; of these there is: hume'],
  ['HUME', {}, 400, 'vendor: must be the name of a vendor'],
  ['hume', { since: 'monday' }, 400, 'since: must be an ISO 8601 date-time'],
  ['hume', { from: AT }, 400, 'from: no such parameter here'],
])('of %s with %j there is no reading', async (vendor, body, status, message) => {
  const api = makeTestApp();
  expect(await adopt(api, vendor, body)).toEqual({ status, body: { message } });
  expect(await api.states.list()).toEqual([]);
});

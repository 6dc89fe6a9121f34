import { afterEach, expect, test } from 'vitest';
import { type HttpServer, Refusal, readForm, startHttpServer } from '../../../local/simulators/http.ts';

let server: HttpServer | undefined;
afterEach(() => server?.stop());

test('answers JSON, refusals and failures each with their status', async () => {
  server = await startHttpServer({
    port: 0,
    maxBodyBytes: 10,
    handle: async ({ url, method, readBody }) => {
      if (url.pathname === '/refused') throw new Refusal(418, { message: 'no' });
      if (url.pathname === '/broken') throw new Error('a bug');
      return { status: 200, json: { method, body: Buffer.from(await readBody()).toString() } };
    },
  });
  const ask = async (path: string, body: string) => {
    const response = await fetch(`${server?.url}${path}`, { method: 'POST', body });
    return [response.status, await response.json()];
  };
  expect(await ask('/', 'hello')).toEqual([200, { method: 'POST', body: 'hello' }]);
  expect(await ask('/', 'more than ten bytes')).toEqual([413, { message: expect.any(String) }]);
  expect(await ask('/refused', '')).toEqual([418, { message: 'no' }]);
  expect(await ask('/broken', '')).toEqual([500, { message: 'a bug' }]);
});

test('stopping cuts an answer that would never end', async () => {
  const endless = async function* () {
    for (;;) yield Buffer.alloc(1024);
  };
  server = await startHttpServer({
    port: 0,
    maxBodyBytes: 10,
    handle: async () => ({ status: 200, jsonBytes: endless() }),
  });
  const response = await fetch(server.url);
  await server.stop();
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test('a form is read from both its encodings, and nothing else passes for one', async () => {
  const urlencoded = await readForm(Buffer.from('a=1&b=x%20y'), 'application/x-www-form-urlencoded');
  expect(Object.fromEntries(urlencoded ?? [])).toEqual({ a: '1', b: 'x y' });
  expect(await readForm(Buffer.from('{}'), 'application/json')).toBeUndefined();
  expect(await readForm(Buffer.from('nothing of the kind'), 'multipart/form-data; boundary=b')).toBeUndefined();
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { explain } from '../../../local/explain.ts';

test('a port that is taken is named, with a way on', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error').catch((thrown: unknown) => [thrown]);
  expect(explain(error)).toBe(`PORT: ${port} is taken by another program; try PORT=${port + 1} npm start`);
});

test('after the last port any will do', () => {
  const error = Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 65_535 });
  expect(explain(error)).toMatch(/; try PORT=0 npm start$/);
});

test('what nobody expected is shown as it is', () => {
  const error = new TypeError('a bug');
  expect(explain(error)).toBe(error);
});

test('endpoints of another stack, left in the environment, are named', () => {
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9');
  onTestFinished(() => void vi.unstubAllEnvs());
  const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(explain(error)).toMatch(/^nothing answers at the endpoints that AWS_ENDPOINT_URL_S3 name; unset them/);
});

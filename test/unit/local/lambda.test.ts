import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type LambdaFunction, makeLambdaFunction } from '../../../local/lambda.ts';
import { makeTemporaryFolder } from './packaged-service.ts';

type Options = { timeoutSeconds?: number; maxConcurrency?: number; environment?: Record<string, string> };

async function makeFunction(source: string, options: Options = {}): Promise<LambdaFunction & { lines: string[] }> {
  const file = join(await makeTemporaryFolder(), 'index.mjs');
  await writeFile(file, source);
  const lines: string[] = [];
  const lambda = makeLambdaFunction({
    name: 'subject',
    timeoutSeconds: 10,
    maxConcurrency: 4,
    environment: {},
    onLog: (line, functionName) => lines.push(`${functionName} ${line}`),
    identity: {
      functionName: 'service-dev-subject',
      functionArn: 'arn:subject',
      memorySizeMegabytes: 128,
      moduleUrl: pathToFileURL(file).href,
      exportName: 'handler',
    },
    ...options,
  });
  onTestFinished(() => lambda.stop());
  return { ...lambda, lines };
}

test('a worker is used again, one invocation at a time', async () => {
  const lambda = await makeFunction('let calls = 0; export const handler = async (event) => [event, ++calls];', {
    maxConcurrency: 1,
  });
  expect(await Promise.all([lambda.invoke('a'), lambda.invoke('b'), lambda.invoke('c')])).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

test('invocations at the same time have workers of their own', async () => {
  const folder = await makeTemporaryFolder();
  // Neither returns before both have begun.
  const lambda = await makeFunction(`
    import { readdirSync, writeFileSync } from 'node:fs';
    let calls = 0;
    export const handler = async (name) => {
      calls += 1;
      writeFileSync(${JSON.stringify(folder)} + '/' + name, '');
      while (readdirSync(${JSON.stringify(folder)}).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      return calls;
    };`);
  expect(await Promise.all([lambda.invoke('a'), lambda.invoke('b')])).toEqual([1, 1]);
});

test('the time limit ends the worker, even one that never yields, and the next invocation has a new one', async () => {
  const source =
    'let calls = 0; export const handler = async (event) => { calls += 1; while (event === "stuck"); return calls; };';
  const lambda = await makeFunction(source, { timeoutSeconds: 1 });
  expect(await lambda.invoke('fine')).toBe(1);
  await expect(lambda.invoke('stuck')).rejects.toThrow('Task timed out after 1 seconds');
  expect(await lambda.invoke('fine')).toBe(1);
});

test.each([
  ['exits', 'process.exit(3)', 'Runtime.ExitError', 'Runtime exited with exit code 3'],
  [
    'lets a promise fail alone',
    'Promise.reject(new TypeError("alone")); await new Promise(() => {})',
    'TypeError',
    'alone',
  ],
  ['takes all memory', 'const all = []; for (;;) all.push(new Array(100_000).fill(event))', 'Error', /memory/],
])('a worker that %s fails its invocation only', async (_, code, name, message) => {
  const lambda = await makeFunction(
    `export const handler = async (event) => { if (event === 'fine') return 1; ${code} };`,
  );
  await expect(lambda.invoke('broken')).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(await lambda.invoke('fine')).toBe(1);
});

test('a module that cannot be loaded fails each invocation anew', async () => {
  const marker = join(await makeTemporaryFolder(), 'marker');
  const lambda = await makeFunction(`
    import { existsSync } from 'node:fs';
    if (!existsSync(${JSON.stringify(marker)})) throw new RangeError('not yet');
    export const handler = async () => 'loaded';`);
  await expect(lambda.invoke({})).rejects.toMatchObject({ name: 'RangeError', message: 'not yet' });
  await writeFile(marker, '');
  expect(await lambda.invoke({})).toBe('loaded');
});

test('a module without the handler says so', async () => {
  const lambda = await makeFunction('export const other = 1;');
  await expect(lambda.invoke({})).rejects.toMatchObject({ name: 'Runtime.HandlerNotFound' });
});

test("the handler's error keeps its name, is logged, and the worker stays", async () => {
  const lambda = await makeFunction(`
    let calls = 0;
    export const handler = async () => { calls += 1; if (calls === 1) throw new SyntaxError('wrong'); return calls; };`);
  await expect(lambda.invoke({})).rejects.toMatchObject({ name: 'SyntaxError', message: 'wrong' });
  expect(JSON.parse(lambda.lines[0]?.replace('subject ', '') ?? '')).toMatchObject({
    level: 'ERROR',
    message: 'invocation_failed',
    errorType: 'SyntaxError',
    errorMessage: 'wrong',
  });
  expect(await lambda.invoke({})).toBe(2);
});

test('the environment is what was given and nothing else', async () => {
  const lambda = await makeFunction('export const handler = async () => ({ ...process.env });', {
    environment: { ONLY: 'this' },
  });
  expect(await lambda.invoke({})).toEqual({ ONLY: 'this' });
});

test('the context says who, which request, and how long', async () => {
  const lambda = await makeFunction(
    'export const handler = async (_, context) => [context.functionName, context.awsRequestId, context.getRemainingTimeInMillis()];',
  );
  const [functionName, requestId, remainingMs] = (await lambda.invoke({})) as [string, string, number];
  expect(functionName).toBe('service-dev-subject');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(remainingMs).toBeGreaterThan(0);
  expect(remainingMs).toBeLessThanOrEqual(10_000);
});

test('what it writes goes to onLog, line by line', async () => {
  const lambda = await makeFunction(
    `export const handler = async () => { console.log('{"a":1}\\n{"b":2}'); console.error('{"c":3}'); };`,
  );
  expect(await lambda.invoke({})).toBeNull();
  await vi.waitFor(() =>
    expect(lambda.lines.sort()).toEqual(['subject {"a":1}', 'subject {"b":2}', 'subject {"c":3}']),
  );
});

test("Lambda's limits of size, counted in bytes of JSON", async () => {
  const lambda = await makeFunction('export const handler = async (event) => event.length ?? "x".repeat(event.bytes);');
  const limit = 6_291_456;
  expect(await lambda.invoke('x'.repeat(limit - 2))).toBe(limit - 2);
  await expect(lambda.invoke('x'.repeat(limit - 1))).rejects.toMatchObject({ name: 'RequestTooLarge' });
  await expect(lambda.invoke('é'.repeat(limit / 2))).rejects.toMatchObject({ name: 'RequestTooLarge' });
  await expect(lambda.invoke({ bytes: limit + 100 })).rejects.toMatchObject({ name: 'Function.ResponseSizeTooLarge' });
});

test('stopping fails what is running and what is waiting', async () => {
  const lambda = await makeFunction('export const handler = () => new Promise(() => {});', { maxConcurrency: 1 });
  const outcomes = Promise.allSettled([lambda.invoke(1), lambda.invoke(2)]);
  await lambda.stop();
  expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
});

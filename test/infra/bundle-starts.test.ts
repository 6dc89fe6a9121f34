/** The bundles as Lambda starts them, each in a process of its own: what infra/bundle*.ts leaves out is not missed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnsweringServer } from '../../bench/coldstart/answering-server.ts';
import { firstRequests, SECRET } from '../../bench/coldstart/first-requests.ts';
import { packageService } from '../../infra/package.ts';
import { projectRoot } from './packaged-service.ts';

const server = await startAnsweringServer(SECRET);
afterAll(() => server.stop());
beforeAll(() => packageService());

const requests = Object.entries(firstRequests(server.url));

/** The parts of Node that each would load by naming a global or an export, for some milliseconds of its start. */
const NEVER_NEEDED = [
  'internal/crypto/webcrypto',
  'internal/deps/undici/undici',
  'internal/fs/streams',
  'internal/webstreams/readablestream',
];

/** Prints the answer and the parts of Node that are loaded then, or the error. */
const START = `
  const [bundle, event] = process.argv.slice(1);
  try {
    const { handler } = await import(bundle);
    const answer = await handler(JSON.parse(event), { awsRequestId: '1', getRemainingTimeInMillis: () => 60_000 });
    console.log(JSON.stringify({ answer: answer ?? null, loaded: process.moduleLoadList }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
  process.exit();`;

async function startOnce(functionName: string, environment: Record<string, string>, event: unknown) {
  const bundle = pathToFileURL(join(projectRoot, 'dist', functionName, 'index.mjs')).href;
  const options = ['--input-type=module', '--eval', START, bundle, JSON.stringify(event)];
  const { stdout } = await promisify(execFile)(process.execPath, options, { env: environment });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe.each(requests)('%s', (functionName, { environment, event, isAnswer }) => {
  test('answers its first request', async () => {
    const { answer, loaded, error } = await startOnce(functionName, environment, event);
    expect(error).toBeUndefined();
    expect(isAnswer(answer)).toBe(true);
    // The API is asked, and answers, in the words of fetch(), which are undici's.
    if (functionName === 'query-api') return;
    const parts = loaded.map((name: string) => name.replace('NativeModule ', ''));
    expect(parts.filter((part: string) => NEVER_NEEDED.includes(part))).toEqual([]);
  });

  test('is told its region and its endpoints by the environment', async () => {
    const { AWS_REGION: _, ...nowhere } = environment;
    expect(await startOnce(functionName, nowhere, event)).toEqual({
      error: expect.stringContaining('Region is missing'),
    });
    const elsewhere = { ...environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    const { answer } = await startOnce(functionName, elsewhere, event);
    expect(answer !== undefined && isAnswer(answer)).toBe(false);
  });
});

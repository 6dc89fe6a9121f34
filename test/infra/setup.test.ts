import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { projectRoot } from './packaged-service.ts';

/** Notes each call in npm.log, takes a moment, and does what npm does to `node_modules`. */
const fakeNpm = `#!/bin/sh
echo "$@" >> npm.log
echo "npm warn EBADENGINE"
sleep 0.1
rm -rf node_modules
mkdir node_modules
if [ -e npm-fails ]; then echo "npm error 404" >&2; exit 1; fi
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verdex-setup-'));
  for (const name of ['local', 'bin']) await mkdir(join(folder, name));
  for (const name of ['setup.mjs', 'install.mjs']) {
    await copyFile(join(projectRoot, 'local', name), join(folder, 'local', name));
  }
  await write('package.json', '{ "dependencies": { "a": "1.0.0" } }');
  await write('package-lock.json', '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.0" } } }');
  await write('bin/npm', fakeNpm);
  await chmod(join(folder, 'bin', 'npm'), 0o755);
  await write('script.mjs', 'console.log(process.argv.slice(2).join(" "));');
});
afterEach(() => rm(folder, { recursive: true }));

test('installs on the first run only, and says so beside the output', async () => {
  const first = await run(['script.mjs', 'a', '--b']);
  expect(first).toEqual({
    code: 0,
    signal: null,
    stdout: 'a --b\n',
    stderr: 'Installing dependencies (once, about half a minute)…\n',
  });
  expect(await run(['script.mjs'])).toMatchObject({ code: 0, stderr: '' });
  expect(await listNpmCalls()).toEqual([expect.stringMatching(/^ci /)]);
});

test('installs again when the lock file has changed', async () => {
  await run(['script.mjs']);
  await write('package-lock.json', '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.1" } } }');
  await run(['script.mjs']);
  expect(await listNpmCalls()).toHaveLength(2);
});

test('does not install what npm has installed', async () => {
  await mkdir(join(folder, 'node_modules'));
  await write('node_modules/.package-lock.json', '{ "packages": { "node_modules/a": { "version": "1.0.0" } } }');
  expect(await run(['script.mjs'])).toMatchObject({ code: 0, stderr: '' });
  expect(await listNpmCalls()).toEqual([]);
});

test('installs when npm has installed something else', async () => {
  await mkdir(join(folder, 'node_modules'));
  await write('node_modules/.package-lock.json', '{ "packages": { "node_modules/a": { "version": "0.9.0" } } }');
  await run(['script.mjs']);
  expect(await listNpmCalls()).toHaveLength(1);
});

test("a failed install shows npm's words, runs nothing, and is tried again", async () => {
  await write('npm-fails', '');
  const failed = await run(['script.mjs', 'ran']);
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('npm error 404');
  await rm(join(folder, 'npm-fails'));
  expect(await run(['script.mjs', 'ran'])).toMatchObject({ code: 0, stdout: 'ran\n' });
});

test('several first runs at the same time install once', async () => {
  const results = await Promise.all(['1', '2', '3', '4'].map((name) => run(['script.mjs', name])));
  expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(
    ['1', '2', '3', '4'].map((name) => [0, `${name}\n`]),
  );
  expect(await listNpmCalls()).toHaveLength(1);
});

test('an install that was killed is taken over', async () => {
  await write('bin/npm', fakeNpm.replace('sleep 0.1', 'sleep 1'));
  const killed = start(['script.mjs']);
  await vi.waitFor(async () => expect(await listNpmCalls()).toHaveLength(1), { timeout: 10_000 });
  killed.kill('SIGKILL');
  expect(await run(['script.mjs', 'ran'])).toMatchObject({ code: 0, stdout: 'ran\n' });
});

test("ends with the script's exit code", async () => {
  await write('script.mjs', 'process.exitCode = 7;');
  expect(await run(['script.mjs'])).toMatchObject({ code: 7, signal: null });
});

test("ends with the script's signal", async () => {
  await write('script.mjs', 'process.kill(process.pid, "SIGKILL");');
  expect(await run(['script.mjs'])).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
  '%s reaches the script, which decides how to end',
  async (signal) => {
    await write(
      'script.mjs',
      `process.on('${signal}', () => process.exit(3)); setInterval(() => {}, 1000); console.log('up');`,
    );
    const child = start(['script.mjs']);
    const ended = collect(child);
    await new Promise((isUp) => child.stdout?.once('data', isUp));
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 3, signal: null });
  },
);

test('a script learns that it is alone, even when nobody could tell it', async () => {
  await write(
    'script.mjs',
    `import { writeFileSync } from 'node:fs';
     process.on('disconnect', () => { writeFileSync('alone', ''); process.exit(); });
     console.log('up');`,
  );
  const child = start(['script.mjs']);
  await new Promise((isUp) => child.stdout?.once('data', isUp));
  child.kill('SIGKILL');
  await vi.waitFor(() => readFile(join(folder, 'alone')), { timeout: 10_000 });
});

describe('whose parent is gone', () => {
  test('started by npm, the script is told to end', async () => {
    await write(
      'script.mjs',
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => { writeFileSync('told', ''); process.exit(); });
       setInterval(() => {}, 1000);
       console.log('up');`,
    );
    await startAndEndParent({ npm_lifecycle_event: 'start' });
    await vi.waitFor(() => readFile(join(folder, 'told')), { timeout: 10_000 });
  });

  test('started by anyone else, it goes on', async () => {
    await write(
      'script.mjs',
      `import { existsSync, writeFileSync } from 'node:fs';
       setInterval(() => existsSync('alone') && setTimeout(lastWord, 1500), 100);
       function lastWord() { writeFileSync('lived', ''); process.exit(); }
       console.log('up');`,
    );
    await startAndEndParent({ npm_lifecycle_event: undefined });
    await write('alone', '');
    await vi.waitFor(() => readFile(join(folder, 'lived')), { timeout: 10_000 });
  });

  /** The parent is a shell, as npm's: killed, it passes nothing on. */
  async function startAndEndParent(environment: NodeJS.ProcessEnv): Promise<void> {
    const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" local/setup.mjs script.mjs; true`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter), ...environment },
    });
    await new Promise((isUp) => shell.stdout.once('data', isUp));
    shell.kill('SIGKILL');
    await once(shell, 'exit');
  }
});

test('the Node that runs the script is the one its children find', async () => {
  await write(
    'script.mjs',
    'import { execFileSync } from "node:child_process"; process.stdout.write(execFileSync("node", ["-p", "process.execPath"]));',
  );
  expect((await run(['script.mjs'])).stdout).toBe(`${process.execPath}\n`);
});

test('without a script it says how it is used', async () => {
  expect(await run([])).toMatchObject({ code: 1, stderr: 'Usage: node local/setup.mjs <script> [arguments]\n' });
});

function start(options: string[]): ChildProcess {
  const { npm_execpath: _, ...environment } = process.env;
  return spawn(process.execPath, ['local/setup.mjs', ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter) },
  });
}

function run(options: string[]) {
  return collect(start(options));
}

function collect(child: ChildProcess) {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

async function listNpmCalls(): Promise<string[]> {
  const log = await readFile(join(folder, 'npm.log'), 'utf8').catch(() => '');
  return log.split('\n').filter((line) => line !== '');
}

async function write(path: string, content: string): Promise<void> {
  await writeFile(join(folder, path), content);
}

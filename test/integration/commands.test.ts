import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { faultNames } from '../../local/simulators/faults.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { humeJobId } from '../support/hume-callback.ts';
import { jobInState, startHumeDouble } from '../support/hume-double.ts';
import { postCallback } from '../support/verdex.ts';

describe('npm run demo', () => {
  it('indexes every job and shows what is in the files', async () => {
    const { code, stdout, stderr } = await runCommand('local/demo.ts');
    expect(stderr).toBe('');
    expect(stdout).toContain('11 callbacks: 11 indexed.');
    expect(stdout).toContain('https://hume-tutorials.s3.amazonaws.com/faces.zip!/faces/100.jpg');
    expect(stdout).toContain('face  Concentration 0.44, Confusion 0.39, Awe 0.34, Doubt 0.33, Interest 0.31');
    expect(stdout).toMatch(/Building\.m4a\n {4}severity {2}0 {2}sexual 0, violence 0, hate 0, bullying 0/);
    expect(stdout.match(/^ {2}curl /gm)).toHaveLength(5);
    expect(code).toBe(0);
  }, 90_000);

  it('loses nothing when the vendors misbehave in every way', async () => {
    const { code, stdout, stderr } = await runCommand('local/demo.ts', ['--faults', 'verdex']);
    expect(stderr).toBe('');
    expect(stdout).toContain('Every job is where it should be: 38 indexed, 2 failed.');
    for (const fault of faultNames) {
      for (const vendor of ['hume', 'hive']) expect(stdout).toMatch(new RegExp(`^  ${vendor} .*\\b${fault}\\b`, 'm'));
    }
    expect(code).toBe(0);
  }, 240_000);

  it('refuses what it does not know in one line, with its usage', async () => {
    const { code, stdout, stderr } = await runCommand('local/demo.ts', ['--fault']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^npm run demo does not know --fault\n\nUsage: /);
  });

  it('says how it is used', async () => {
    const { code, stdout, stderr } = await runCommand('local/demo.ts', ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('--faults [SEED]');
  });
});

describe('npm start', () => {
  const lineAfter = (label: string, stdout: string) => new RegExp(`^  ${label} +(\\S+)$`, 'm').exec(stdout)?.[1] ?? '';

  it('serves until it is interrupted, then leaves nothing running', async () => {
    const { child, hasPrinted, finished } = startCommand('local/start.ts', [], { PORT: '0' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const stdout = await hasPrinted('What happens');
    const url = lineAfter('query URL', stdout);
    const task = await readFile('test/fixtures/hive/speech_seed.json');
    expect((await postCallback(lineAfter('Hive callback URL', stdout), task)).status).toBe(202);
    await hasPrinted('job_settled');
    const headers = { authorization: `Bearer ${lineAfter('token', stdout)}` };
    const indexed = await fetch(`${url}/jobs?status=indexed`, { headers });
    expect(await indexed.json()).toMatchObject({ jobs: [{ vendor: 'hive', status: 'indexed' }] });
    child.kill('SIGINT');
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
    await expect(fetch(url)).rejects.toThrow();
  }, 60_000);

  it('keeps everything, callback URLs included, when given a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verdex-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const run = async (use: (stdout: string, hasPrinted: (text: string) => Promise<string>) => Promise<void>) => {
      const { child, hasPrinted, finished } = startCommand('local/start.ts', ['--data', folder], { PORT: '0' });
      onTestFinished(() => void child.kill('SIGKILL'));
      await use(await hasPrinted('What happens'), hasPrinted);
      child.kill('SIGTERM');
      expect(await finished).toMatchObject({ code: 0, stderr: '' });
    };
    const task = await readFile('test/fixtures/hive/speech_severe_synthetic.json');
    let capability = '';
    const jobIds: unknown[] = [];
    const submitToHume = async (stdout: string) => {
      const [, url = '', key = ''] = /'(?:\\n)' "(http[^"]+)" -H "X-Hume-Api-Key: ([^"]+)"/.exec(stdout) ?? [];
      const body = JSON.stringify({ urls: ['https://media.example.com/photo.jpg'], models: { face: {} } });
      const headers = { 'X-Hume-Api-Key': key, 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body });
      jobIds.push(((await response.json()) as { job_id: string }).job_id);
    };
    await run(async (stdout, hasPrinted) => {
      const callbackUrl = lineAfter('Hive callback URL', stdout);
      capability = callbackUrl.slice(callbackUrl.indexOf('/callbacks/'));
      await postCallback(callbackUrl, task);
      await hasPrinted('job_settled');
      await submitToHume(stdout);
    });
    await run(async (stdout) => {
      const url = lineAfter('query URL', stdout);
      const headers = { authorization: `Bearer ${lineAfter('token', stdout)}` };
      const severe = await fetch(`${url}/moderation/files?minSeverity=3`, { headers });
      const { files } = (await severe.json()) as { files: { jobId: string; severityClass: string }[] };
      expect(files).toMatchObject([{ severityClass: 'bullying' }]);
      const raw = await fetch(`${url}/jobs/hive/${files[0]?.jobId}/raw`, { headers });
      expect(Buffer.from(await raw.arrayBuffer()).equals(task)).toBe(true);
      const again = await postCallback(`${url}${capability}`, task);
      expect(await again.json()).toMatchObject({ status: 'indexed' });
      await submitToHume(stdout);
    });
    // The simulators' jobs of one run are no jobs of the other: they would take the place of what is kept.
    expect(new Set(jobIds)).toEqual(new Set([expect.any(String), expect.any(String)]));
    expect(jobIds[1]).not.toBe(jobIds[0]);
  }, 90_000);

  it('uses the vendor it is given instead of a simulator', async () => {
    const hume = await startHumeDouble();
    const jobId = humeJobId('of the double');
    onTestFinished(() => hume.stop());
    hume.answerJob(jobInState('COMPLETED', { num_predictions: 1, num_errors: 0 }));
    hume.answerPredictions({ body: await readFile('test/fixtures/hume/predictions_face_seed.json', 'utf8') });
    const { child, hasPrinted, finished } = startCommand('local/start.ts', [], {
      PORT: '0',
      HUME_BASE_URL: hume.baseUrl,
      HUME_API_KEY: hume.apiKey,
      PUBLIC_URL: 'https://tunnel.example.com/',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const stdout = await hasPrinted('What happens');
    expect(stdout).not.toContain(hume.apiKey);
    const callbackUrl = lineAfter('Hume callback URL', stdout);
    expect(callbackUrl).toMatch(/^https:\/\/tunnel\.example\.com\/callbacks\/hume\/[^/]+$/);
    const here = callbackUrl.replace('https://tunnel.example.com', lineAfter('query URL', stdout));
    expect((await postCallback(here, JSON.stringify({ job_id: jobId }))).status).toBe(202);
    await hasPrinted(`job_settled  job=hume#${jobId}  status=indexed`);
    expect(hume.requests).toEqual([`/v0/batch/jobs/${jobId}`, `/v0/batch/jobs/${jobId}/predictions`]);
    child.kill('SIGINT');
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
  }, 60_000);

  it.each([
    ['PORT: ', { PORT: 'eighty' }],
    ['HUME_BASE_URL: must be an http(s) URL', { HUME_BASE_URL: 'api.hume.ai' }],
    ['HIVE_API_KEY: is missing', { HIVE_BASE_URL: 'https://api.thehive.ai' }],
    ['HIVE_TASK_URL: must contain {task_id}', { HIVE_TASK_URL: 'https://api.thehive.ai/api/v2/task' }],
  ])('says what is wrong with its environment: %s', async (message, environment) => {
    const { stderr, code } = await startCommand('local/start.ts', [], environment).finished;
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('says of an option that it does not know no more than that', async () => {
    const { stderr, code } = await startCommand('local/start.ts', ['--port', '99']).finished;
    expect(stderr).toMatch(/^Unknown option '--port'\n\nUsage: /);
    expect(code).toBe(2);
  });

  it('keeps nothing in a file', async () => {
    const { stderr, code } = await startCommand('local/start.ts', ['--data', 'README.md'], { PORT: '0' }).finished;
    expect(stderr).toMatch(/^\S+README\.md is not a folder\n$/);
    expect(code).toBe(1);
  });
});

describe.each([
  ['bench', 'bench/run.ts', ['--help'], 'npm run bench -- <name>'],
  ['bench', 'bench/run.ts', ['delivery', '--jobs', '5', '--help'], 'npm run bench -- delivery'],
  ['bench', 'bench/run.ts', ['summarise', '-h'], 'npm run bench -- summarise'],
  ['package', 'infra/package.ts', ['--stage', 'prod', '--help'], 'npm run package'],
])('npm run %s', (_, script, args, usage) => {
  it(`says how it is used: ${args.join(' ')}`, async () => {
    const { code, stdout, stderr } = await runCommand(script, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${usage}`);
  });
});

describe.each([
  ['bench', 'bench/run.ts', [], 'which benchmark?'],
  ['bench', 'bench/run.ts', ['nope'], 'there is no benchmark nope'],
  ['bench', 'bench/run.ts', ['summarise', '--size', '1'], "Unknown option '--size'"],
  ['bench', 'bench/run.ts', ['delivery', '--job', '1'], "Unknown option '--job'"],
  ['package', 'infra/package.ts', ['--stag', 'prod'], "Unknown option '--stag'"],
  ['package', 'infra/package.ts', ['--stage', ''], '--stage: must not be empty'],
])('npm run %s', (_, script, args, problem) => {
  it(`does nothing and says: ${problem}`, async () => {
    const { code, stdout, stderr } = await runCommand(script, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.slice(0, problem.length + 9)).toBe(`${problem}\n\nUsage: `);
  });
});

describe('npm run verdex -- summarise', () => {
  const verdex = (...args: string[]) => runCommand('cli/verdex.ts', ['summarise', ...args]);

  it('prints one file summary a line, and nothing else', async () => {
    const { code, stdout, stderr } = await verdex('hume', 'test/fixtures/hume/callback_completed.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [line = '', ...rest] = stdout.split('\n');
    expect(rest).toEqual(['']);
    expect(JSON.parse(line)).toMatchObject({
      identity: 'https://hume-tutorials.s3.amazonaws.com/faces.zip!/faces/100.jpg',
      jobId: '908c9fae-1290-4776-9e37-b1a8d1a03fea',
      emotions: {
        face: { predictions: 1, top: [{ name: 'Concentration', mean: 0.44288986921310425 }, {}, {}, {}, {}] },
      },
      moderation: null,
    });
  });

  it('reads standard input', async () => {
    const task = await readFile('test/fixtures/hive/text_moderation_docs.json', 'utf8');
    const { code, stdout } = await runCommand('cli/verdex.ts', ['summarise', 'hive', '-', '--ref', 'comment/1'], task);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ identity: 'ref:comment/1', moderation: { severity: 2 } });
  });

  it.each([
    ['an empty file', 'hume', '/dev/null', '/dev/null: empty'],
    ['no JSON', 'hume', 'LICENSE', 'LICENSE: not '],
    ['Hive’s JSON', 'hume', 'test/fixtures/hive/speech_seed.json', 'not a Hume result'],
    ['Hume’s JSON', 'hive', 'test/fixtures/hume/predictions_face_seed.json', 'not a Hive task'],
    ['a failed task', 'hive', 'test/fixtures/hive/task_failed_synthetic.json', 'status[0]: code 2'],
    ['no file', 'hive', 'nowhere.json', 'cannot be read'],
    ['no vendor of ours', 'other', 'LICENSE', 'there is no vendor other'],
  ])('refuses %s in one line', async (_, vendor, file, message) => {
    const { code, stdout, stderr } = await verdex(vendor, file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

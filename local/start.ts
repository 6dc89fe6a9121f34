/** `npm start`: Verdex on this machine, until Ctrl-C. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { problemOfArguments } from '../cli/problem-of-arguments.ts';
import { packageService } from '../infra/package.ts';
import { urlBelow } from '../lib/platform/url-below.ts';
import { endWithParent } from './end-with-parent.ts';
import { explain } from './explain.ts';
import { type LocalVerdex, startLocalVerdex } from './local-verdex.ts';
import { describeLogLine } from './log-lines.ts';
import { operatorVariables } from './operator-variables.ts';
import { readStartOptions, START_USAGE, type StartOptions } from './start-options.ts';
import { heading, leaveQuietlyWithoutReader, say, table } from './terminal.ts';

async function start(): Promise<number> {
  const options = parse();
  if (options === undefined) return 2;
  if (options === 'help') {
    say(START_USAGE);
    return 0;
  }
  await packageService();
  const onLog = (line: string, functionName: string) => {
    const text = describeLogLine(line, functionName);
    if (text !== undefined) say(text);
  };
  // npm moves to the project's folder; a path means where the user stands.
  const dataDir = options.dataDir === undefined ? undefined : resolve(process.env.INIT_CWD ?? '', options.dataDir);
  // Each run's own: with the seed of another run they would give its job ids again, and those jobs may be kept.
  const seed = randomBytes(8).toString('hex');
  const simulators = { hume: { seed }, hive: { seed } };
  const verdex = await startLocalVerdex({ ...options, dataDir, simulators, onLog });
  endWithParent(() => verdex.stop());
  introduce(verdex, options);
  await signalled();
  say();
  await verdex.stop();
  say(options.dataDir === undefined ? 'Ended.' : `Ended; everything is kept in ${options.dataDir}.`);
  return 0;
}

function parse(): StartOptions | 'help' | undefined {
  try {
    return readStartOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${problemOfArguments(error)}\n\n${START_USAGE}`);
    return undefined;
  }
}

/** The first Ctrl-C (or a service manager's SIGTERM) ends cleanly; a second one need not wait. */
async function signalled(): Promise<void> {
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
}

function introduce(verdex: LocalVerdex, { publicUrl, dataDir, moderationPolicies }: StartOptions): void {
  const { stack, token, hume, hive } = verdex;
  heading(`Verdex is running at ${stack.url}; Ctrl-C ends it.`);
  table([
    ['Hume callback URL', verdex.callbackUrl('hume', undefined, publicUrl)],
    ['Hive callback URL', verdex.callbackUrl('hive', undefined, publicUrl)],
    ['query URL', stack.url],
    ['token', token],
    ['data', dataDir ?? 'in memory'],
    ['Hume', vendorLine(hume.baseUrl, hume.simulator !== undefined)],
    ['Hive', vendorLine(hive.baseUrl, hive.simulator !== undefined)],
  ]);
  heading('Submit a job');
  const humeKey = hume.simulator === undefined ? '$HUME_API_KEY' : hume.apiKey;
  const hiveKey = hive.simulator === undefined ? '$HIVE_API_KEY' : hive.apiKey;
  say(`  curl -s -w '\\n' "${urlBelow(hume.baseUrl, '/v0/batch/jobs')}" -H "X-Hume-Api-Key: ${humeKey}" \\`);
  say(`    -H 'content-type: application/json' -d '{"urls":["https://example.com/talk-30s.mp4"],"models":{"face":{}},`);
  say(`    "callback_url":"${verdex.callbackUrl('hume', undefined, publicUrl)}"}'`);
  say(`  curl -s -w '\\n' "${urlBelow(hive.baseUrl, '/api/v2/task/async')}" -H "authorization: token ${hiveKey}" \\`);
  say(
    `    -F url=https://example.com/talk-30s.mp4 -F callback_url=${verdex.callbackUrl('hive', undefined, publicUrl)}`,
  );
  heading('Ask about it');
  say(`  curl -s -w '\\n' -H 'authorization: Bearer ${token}' '${stack.url}/jobs?status=indexed'`);
  say(
    `  curl -s -w '\\n' -H 'authorization: Bearer ${token}' '${stack.url}/files?url=https://example.com/talk-30s.mp4'`,
  );
  heading('Work on what it keeps (verdex import, reindex, doctor), after this, in another terminal');
  // Credentials of one's own stay where they are.
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...variables } = operatorVariables(stack);
  const isDummy = process.env.AWS_ACCESS_KEY_ID === undefined;
  const told = {
    ...variables,
    ...(isDummy && { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }),
    ...(moderationPolicies !== undefined && { MODERATION_POLICIES: `'${moderationPolicies}'` }),
  };
  for (const [name, value] of Object.entries(told)) say(`  export ${name}=${value}`);
  heading('What happens');
}

function vendorLine(baseUrl: string, isSimulated: boolean): string {
  return isSimulated ? `simulated at ${baseUrl}` : baseUrl;
}

leaveQuietlyWithoutReader();
try {
  process.exitCode = await start();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

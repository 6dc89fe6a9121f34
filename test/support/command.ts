/** Runs one of the project's commands as a user's shell would, by way of `local/setup.mjs`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Finished = { code: number | null; stdout: string; stderr: string };

export type Running = {
  child: ChildProcess;
  /** Until standard output holds the text; rejects if the command ends first. */
  hasPrinted(text: string): Promise<string>;
  finished: Promise<Finished>;
};

export function startCommand(script: string, args: string[] = [], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, ['local/setup.mjs', script, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = once(child, 'close').then(([code]) => ({ code: Number(code), stdout, stderr }));
  return {
    child,
    finished,
    hasPrinted: async (text) => {
      while (!stdout.includes(text)) {
        const ended = await Promise.race([once(child.stdout, 'data').then(() => undefined), finished]);
        if (ended !== undefined) throw new Error(`ended without printing ${text}:\n${ended.stdout}${ended.stderr}`);
      }
      return stdout;
    },
  };
}

export function runCommand(script: string, args: string[] = [], input = ''): Promise<Finished> {
  const { child, finished } = startCommand(script, args);
  child.stdin?.end(input);
  return finished;
}

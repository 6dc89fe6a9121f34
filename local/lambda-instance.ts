/** One execution environment of a function: a worker thread that takes one invocation at a time. */
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { InvocationError } from './invocation-error.ts';
import type { FunctionIdentity, Invocation, WorkerReply } from './lambda-worker.ts';

/** Lambda's limit for loading a module before its first invocation. */
const initTimeoutSeconds = 10;

export type Instance = {
  /** The handler's answer as JSON. Rejects with InvocationError; after a timeout or a crash the instance is gone. */
  invoke(invocation: Omit<Invocation, 'deadlineAtMs'>): Promise<string>;
  isAlive(): boolean;
  terminate(): Promise<void>;
};

export type InstanceOptions = {
  identity: FunctionIdentity;
  timeoutSeconds: number;
  /** All that the function finds in `process.env`, but for NODE_OPTIONS. */
  environment: Record<string, string>;
  onLine: (line: string) => void;
};

export function startInstance({ identity, timeoutSeconds, environment, onLine }: InstanceOptions): Instance {
  // It sets a process up, which on Lambda is the function's own: of what it may say, a thread refuses some.
  const { NODE_OPTIONS: _, ...ofThread } = environment;
  const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    workerData: identity,
    env: ofThread,
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: identity.memorySizeMegabytes },
  });
  createInterface({ input: worker.stdout }).on('line', onLine);
  createInterface({ input: worker.stderr }).on('line', onLine);

  let pending: PromiseWithResolvers<WorkerReply> | undefined;
  let death: Error | undefined;
  const die = (cause: Error) => {
    death ??= cause;
    pending?.reject(death);
  };
  worker.on('message', (reply: WorkerReply) => pending?.resolve(reply));
  worker.on('error', (error: Error) => die(new InvocationError(error.name, error.message, { trace: error.stack })));
  worker.on('exit', (code) => die(new InvocationError('Runtime.ExitError', `Runtime exited with exit code ${code}`)));

  async function terminate(): Promise<void> {
    await worker.terminate();
  }

  /** Sends and waits for the reply; when time is up the worker is ended, whatever it is doing. */
  async function ask(send: () => void, limitSeconds: number, what: string): Promise<WorkerReply> {
    if (death !== undefined) throw death;
    const reply = Promise.withResolvers<WorkerReply>();
    pending = reply;
    const timer = setTimeout(() => {
      die(new InvocationError('Sandbox.Timedout', `${what} timed out after ${limitSeconds} seconds`));
      void terminate();
    }, limitSeconds * 1000);
    try {
      send();
      return await reply.promise;
    } finally {
      clearTimeout(timer);
      pending = undefined;
    }
  }

  const ready = ask(() => {}, initTimeoutSeconds, 'Init');
  // Whoever invokes first learns of it.
  ready.catch(() => {});

  return {
    isAlive: () => death === undefined,
    terminate,
    async invoke(invocation) {
      await ready;
      const deadlineAtMs = Date.now() + timeoutSeconds * 1000;
      const reply = await ask(() => worker.postMessage({ ...invocation, deadlineAtMs }), timeoutSeconds, 'Task');
      if (reply.kind === 'response') return reply.body;
      if (reply.kind === 'ready') throw new Error('A worker is ready only once');
      throw new InvocationError(reply.errorType, reply.errorMessage, { trace: reply.trace });
    },
  };
}

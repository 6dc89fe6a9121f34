/** A function as Lambda runs it: instances that take one event each, as many as are needed, up to a limit. */
import { randomUUID } from 'node:crypto';
import { InvocationError } from './invocation-error.ts';
import { type Instance, type InstanceOptions, startInstance } from './lambda-instance.ts';

/** Lambda's limits for a synchronous invocation. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxRequestBytes = 6_291_456;
const maxResponseBytes = 6_291_556;

/** Instances of one function at a time; each is a thread with its own copy of the bundle. */
export const defaultMaxConcurrency = 4;

export type LambdaFunction = {
  readonly name: string;
  readonly arn: string;
  /** The handler's answer. Rejects with InvocationError, which has been logged by then. */
  invoke(event: unknown): Promise<unknown>;
  /** Ends one busy instance in the middle of its event, as a crash would. False when none is busy. */
  killBusy(): Promise<boolean>;
  /** Ends all instances, busy or not. */
  stop(): Promise<void>;
};

export type OnLog = (line: string, functionName: string) => void;

type Options = Omit<InstanceOptions, 'onLine'> & { name: string; maxConcurrency: number; onLog: OnLog };

/** `name` is what logs and callers call it; more invocations than `maxConcurrency` wait their turn. */
export function makeLambdaFunction({ name, maxConcurrency, onLog, ...options }: Options): LambdaFunction {
  const instances = new Set<Instance>();
  const idle: Instance[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let isStopped = false;

  function takeInstance(): Instance {
    for (let instance = idle.pop(); instance !== undefined; instance = idle.pop()) {
      if (instance.isAlive()) return instance;
      instances.delete(instance);
    }
    const instance = startInstance({ ...options, onLine: (line) => onLog(line, name) });
    instances.add(instance);
    return instance;
  }

  function putBack(instance: Instance): void {
    if (instance.isAlive()) idle.push(instance);
    else instances.delete(instance);
  }

  async function takeTurn(): Promise<void> {
    if (running < maxConcurrency) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function passTurn(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  async function run(awsRequestId: string, event: unknown): Promise<unknown> {
    const payload = JSON.stringify(event) ?? 'null';
    if (Buffer.byteLength(payload) > maxRequestBytes) {
      const limit = `Request must be smaller than ${maxRequestBytes} bytes for the InvokeFunction operation`;
      throw new InvocationError('RequestTooLarge', limit);
    }
    await takeTurn();
    try {
      if (isStopped) throw new InvocationError('Stopped', `${name} is stopped`);
      const instance = takeInstance();
      const body = await instance.invoke({ awsRequestId, event: payload }).finally(() => putBack(instance));
      if (Buffer.byteLength(body) <= maxResponseBytes) return JSON.parse(body);
      const limit = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
      throw new InvocationError('Function.ResponseSizeTooLarge', limit);
    } finally {
      passTurn();
    }
  }

  return {
    name,
    arn: options.identity.functionArn,
    async invoke(event) {
      const awsRequestId = randomUUID();
      try {
        return await run(awsRequestId, event);
      } catch (error) {
        if (!isStopped) onLog(failureLine('invocation_failed', error, { requestId: awsRequestId }), name);
        throw error;
      }
    },
    async killBusy() {
      const busy = [...instances].find((instance) => instance.isAlive() && !idle.includes(instance));
      await busy?.terminate();
      return busy !== undefined;
    },
    async stop() {
      isStopped = true;
      await Promise.all([...instances].map((instance) => instance.terminate()));
    },
  };
}

/** One JSON line, as CloudWatch would show it. */
export function failureLine(message: string, error: unknown, bound: Record<string, string> = {}): string {
  const { name: errorType, message: errorMessage, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ level: 'ERROR', message, ...bound, errorType, errorMessage, stack });
}

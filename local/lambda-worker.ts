/** The inside of a function's worker thread: what Lambda's Node runtime does around a handler. */
import { parentPort, workerData } from 'node:worker_threads';

export type FunctionIdentity = {
  functionName: string;
  functionArn: string;
  memorySizeMegabytes: number;
  /** A file URL. */
  moduleUrl: string;
  exportName: string;
};

/** `event` is JSON, as on the wire: a handler never shares an object with its caller. */
export type Invocation = { awsRequestId: string; event: string; deadlineAtMs: number };

export type WorkerReply =
  | { kind: 'ready' }
  | { kind: 'response'; body: string }
  | { kind: 'error'; errorType: string; errorMessage: string; trace: string | undefined };

const identity: FunctionIdentity = workerData;
const { [identity.exportName]: handler } = await import(identity.moduleUrl);
if (typeof handler !== 'function') {
  throw Object.assign(new Error(`${identity.moduleUrl} has no function ${identity.exportName}`), {
    name: 'Runtime.HandlerNotFound',
  });
}

parentPort?.on('message', async (invocation: Invocation) => reply(await run(invocation)));
reply({ kind: 'ready' });

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

async function run({ awsRequestId, event, deadlineAtMs }: Invocation): Promise<WorkerReply> {
  const context = {
    awsRequestId,
    functionName: identity.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: identity.functionArn,
    memoryLimitInMB: String(identity.memorySizeMegabytes),
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineAtMs - Date.now()),
  };
  try {
    const result: unknown = await handler(JSON.parse(event), context);
    return { kind: 'response', body: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    if (!(error instanceof Error)) {
      return { kind: 'error', errorType: typeof error, errorMessage: String(error), trace: undefined };
    }
    return { kind: 'error', errorType: error.name, errorMessage: error.message, trace: error.stack };
  }
}

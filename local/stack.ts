/** The embedded stack: the packaged template, running in this process and its threads. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Clients, destroyClients, makeClients } from './clients.ts';
import { type Endpoints, startEmulators } from './emulators.ts';
import { readEventSources, startEventSource } from './event-source.ts';
import { type FunctionRoute, readRoutes, startHttpApi } from './http-api.ts';
import { failureLine, type LambdaFunction, type OnLog } from './lambda.ts';
import { listFunctions, makeFunctions } from './lambda-functions.ts';
import type { References } from './resolve.ts';
import { type CreatedResources, createResources, removeResources } from './resources.ts';
import { readSchedules, type Schedule, startSchedule } from './schedule.ts';
import { loadTemplate, resourcesOfType, type Template } from './template.ts';

export type StackOptions = {
  /** What `osls package` wrote; the functions' zips lie beside it. */
  templatePath?: string | undefined;
  /** Of the HTTP API; 0, the default, takes a free one. */
  port?: number | undefined;
  /** Where tables, objects and queues are kept from one run to the next; in memory without it. */
  dataDir?: string | undefined;
  stackName?: string | undefined;
  /** Added to every function, instead of the template's variables of the same name. */
  environment?: Record<string, string> | undefined;
  /** Each line a function writes, and a JSON line for each failed invocation. */
  onLog?: OnLog | undefined;
};

export type Stack = {
  /** Of the HTTP API, without a trailing slash. */
  url: string;
  endpoints: Endpoints;
  clients: Clients;
  /** Logical id → name, of every table, bucket and queue. */
  physicalNames: Record<string, string>;
  /** Logical id → URL. */
  queueUrls: Record<string, string>;
  /** By the function's key in serverless.yml. Rejects with InvocationError. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Ends one instance of the function in the middle of its event, as a crash would. False when none is busy. */
  killBusy(functionName: string): Promise<boolean>;
  /** Fires the function's schedule now, with the event EventBridge would send. */
  invokeSchedule(functionName: string): Promise<void>;
  /** Ends everything; a second call waits for the first. */
  stop(): Promise<void>;
};

const packagedTemplate = join(import.meta.dirname, '../.serverless/cloudformation-template-update-stack.json');

/** If it fails half-way, what was started is stopped again. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { templatePath = packagedTemplate, stackName = 'verdex-local', onLog = () => {} } = options;
  const template = await loadTemplate(templatePath);
  await using started = new AsyncDisposableStack();

  const emulators = await startEmulators({ dataDir: options.dataDir });
  started.defer(() => emulators.stop());
  const clients = makeClients(emulators.endpoints);
  started.defer(() => destroyClients(clients));
  // Foreign endpoints outlive this process, and what a data folder is for does too.
  if (emulators.isReplaced && options.dataDir === undefined) {
    started.defer(() => removeResources({ template, stackName, clients }));
  }
  const resources = await createResources({ template, stackName, clients });

  let functions: LambdaFunction[] = [];
  let routes: FunctionRoute[] = [];
  const invokeArn = async (arn: string, event: unknown) => findFunction(functions, 'arn', arn).invoke(event);
  // Before the functions: their environment may hold its URL.
  const api = await startHttpApi({ port: options.port ?? 0, routes: () => routes, invoke: invokeArn });
  started.defer(() => api.stop());
  const references = addReferences(template, resources.references, api.url);

  const taskFolder = await mkdtemp(join(tmpdir(), 'verdex-'));
  started.defer(() => rm(taskFolder, { recursive: true, force: true }));
  functions = await makeFunctions({
    template,
    references,
    packageFolder: dirname(templatePath),
    taskFolder,
    endpoints: emulators.endpoints,
    overrides: options.environment ?? {},
    onLog,
  });
  started.defer(async () => {
    await Promise.all(functions.map((lambda) => lambda.stop()));
  });
  routes = readRoutes(template, references);

  for (const source of readEventSources(template, references)) {
    const { name, invoke } = findFunction(functions, 'arn', source.functionArn);
    const queueUrl = queueUrlOf(source.queueArn, resources);
    const onError = (error: unknown) => onLog(failureLine('event_source_failed', error), name);
    const eventSource = startEventSource({ ...source, sqs: clients.sqs, queueUrl, invoke, onError });
    started.defer(() => eventSource.stop());
  }

  const schedules = new Map<string, Schedule>();
  for (const target of readSchedules(template, references)) {
    const { name, invoke } = findFunction(functions, 'arn', target.functionArn);
    const schedule = startSchedule({ ...target, invoke, now: () => new Date() });
    started.defer(() => schedule.stop());
    schedules.set(name, schedule);
  }

  const owned = started.move();
  let stopped: Promise<void> | undefined;
  return {
    url: api.url,
    endpoints: emulators.endpoints,
    clients,
    physicalNames: resources.physicalNames,
    queueUrls: resources.queueUrls,
    invoke: async (functionName, event) => findFunction(functions, 'name', functionName).invoke(event),
    killBusy: async (functionName) => findFunction(functions, 'name', functionName).killBusy(),
    async invokeSchedule(functionName) {
      const schedule = schedules.get(functionName);
      if (schedule === undefined)
        throw new Error(`No schedule of ${functionName}; there are: ${[...schedules.keys()]}`);
      await schedule.invokeNow();
    },
    stop() {
      stopped ??= owned.disposeAsync();
      return stopped;
    },
  };
}

function findFunction(functions: LambdaFunction[], by: 'name' | 'arn', wanted: string): LambdaFunction {
  const found = functions.find((lambda) => lambda[by] === wanted);
  if (found === undefined)
    throw new Error(`No function ${wanted}; there are: ${functions.map((lambda) => lambda[by])}`);
  return found;
}

function queueUrlOf(queueArn: string, { references, queueUrls }: CreatedResources): string {
  const [, url] = Object.entries(queueUrls).find(([id]) => references.get(`${id}.Arn`) === queueArn) ?? [];
  if (url === undefined) throw new Error(`No queue ${queueArn}`);
  return url;
}

/** The functions and the HTTP API, beside the resources. */
function addReferences(template: Template, resources: References, url: string): References {
  const references = new Map(resources);
  for (const { logicalId, functionName, arn } of listFunctions(template)) {
    references.set(logicalId, functionName).set(`${logicalId}.Arn`, arn);
  }
  for (const { logicalId } of resourcesOfType(template, 'AWS::ApiGatewayV2::Integration')) {
    references.set(logicalId, logicalId);
  }
  for (const { logicalId } of resourcesOfType(template, 'AWS::ApiGatewayV2::Api')) {
    references.set(logicalId, 'local').set(`${logicalId}.ApiEndpoint`, url);
  }
  return references;
}

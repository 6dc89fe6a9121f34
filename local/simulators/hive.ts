/**
 * Hive's V1 and V2 asynchronous tasks on 127.0.0.1. It analyses nothing: what a recording or text means is told by its
 * name or beginning (`hive-results.ts`), and the numbers come from a seed.
 */
import { readFile } from 'node:fs/promises';
import { makeBackground } from './background.ts';
import { type Delivery, type Digest, deliver, digestOf } from './callback.ts';
import { type HiveRequest, readTaskSubmission } from './hive-request.ts';
import { makeHiveTask } from './hive-results.ts';
import type { HiveProject } from './hive-scores.ts';
import { type HttpAnswer, type HttpRequest, Refusal, startHttpServer } from './http.ts';
import { makeRandom } from './random.ts';

export type HiveSimulatorOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The key selects the project, and so the model. */
  projects?: Readonly<Record<string, HiveProject>>;
  seed?: string;
  /** From submission to callback: the middle of a spread of half to one and a half times. */
  processingMs?: number;
  now?: () => Date;
};

export type HiveTask = {
  taskId: string;
  project: HiveProject;
  request: HiveRequest;
  /** Callbacks sent, one at most. */
  deliveries: Delivery[];
  /** Of the whole task object, which is the callback's body; known once the task is finished. */
  result: Digest | undefined;
};

export type HiveSimulator = {
  url: string;
  projects: Readonly<Record<string, HiveProject>>;
  /** Oldest first; a copy of what is known at this moment. */
  tasks(): HiveTask[];
  /** Aborts what is under way and closes every connection; nothing keeps the process alive afterwards. */
  stop(): Promise<void>;
};

export const defaultHiveProjects: Readonly<Record<string, HiveProject>> = {
  'hive-local-speech-key': 'speech',
  'hive-local-text-key': 'text',
};

const seedFile = new URL('fixtures/hive-speech.json', import.meta.url);
/** The id the seed document carries. */
const seedTaskId = '5ce602f0-5b07-11ed-80f8-138a369a2201';
const maxBodyBytes = 512 * 1024 * 1024;

/**
 * Answers a submission as Hive's documentation shows it, then posts the whole task object once. A `media` upload named
 * `Building.m4a` to a speech project gives the documentation's own task, byte for byte: its id, and no metadata.
 */
export async function startHiveSimulator(options: HiveSimulatorOptions = {}): Promise<HiveSimulator> {
  const { port = 0, projects = defaultHiveProjects, seed = 'verdex' } = options;
  const { processingMs = 300, now = () => new Date() } = options;
  const tasks: HiveTask[] = [];
  const background = makeBackground();

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    const project = projectOf(request.headers.get('authorization') ?? '', projects);
    if (request.method !== 'POST' || !/^\/api\/v[12]\/task\/async$/.test(request.url.pathname)) {
      throw new Refusal(404, { return_code: 404, message: 'Not Found' });
    }
    const submission = await readTaskSubmission(request);
    if (project === 'speech' && submission.input.type === 'text') {
      throw new Refusal(400, { return_code: 400, message: 'this project takes media, not text' });
    }
    return accept(project, submission);
  }

  async function accept(project: HiveProject, request: HiveRequest): Promise<HttpAnswer> {
    const random = makeRandom(seed, 'task', tasks.length);
    const isSeed = project === 'speech' && request.input.type === 'media' && request.input.filename === 'Building.m4a';
    const taskId = isSeed ? seedTaskId : random.uuid();
    const task: HiveTask = { taskId, project, request, deliveries: [], result: undefined };
    tasks.push(task);

    background.run(async (pause, signal) => {
      await pause(processingMs * random.between(0.5, 1.5));
      const result = isSeed
        ? await readFile(seedFile)
        : makeHiveTask(request, { seed, taskId, project, createdAt: now() });
      task.result = digestOf(result);
      if (request.callback_url === null) return;
      task.deliveries.push(await deliver(request.callback_url, once(result), { now, signal }));
    });
    return { status: 200, json: { id: taskId, task_id: taskId, message: 'We received your task.' } };
  }

  const server = await startHttpServer({ port, maxBodyBytes, handle });
  return {
    url: server.url,
    projects,
    tasks: () => tasks.map((task) => ({ ...task, deliveries: task.deliveries.slice() })),
    stop: async () => {
      await server.stop();
      await background.stop();
    },
  };
}

function projectOf(authorization: string, projects: Readonly<Record<string, HiveProject>>): HiveProject {
  const key = /^token (\S+)$/i.exec(authorization)?.[1];
  const project = key !== undefined && Object.hasOwn(projects, key) ? projects[key] : undefined;
  if (project === undefined) throw new Refusal(403, { return_code: 403, message: 'Invalid Auth Token' });
  return project;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

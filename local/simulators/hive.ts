/**
 * Hive's V1 and V2 asynchronous tasks on 127.0.0.1. It analyses nothing: what a recording or text means is told by its
 * name or beginning (`hive-results.ts`), and the numbers come from a seed. What goes wrong is told by `faults.ts`.
 */
import { readFile } from 'node:fs/promises';
import { makeBackground } from './background.ts';
import { digestOf } from './callback.ts';
import { type FaultOptions, withFaultDefaults } from './faults.ts';
import { makeFaultyAnswers } from './faulty-answers.ts';
import { bytesOf } from './faulty-bytes.ts';
import { makeFaultyCallbacks } from './faulty-callbacks.ts';
import { type HiveRequest, readTaskSubmission } from './hive-request.ts';
import { makeHiveTask } from './hive-results.ts';
import type { HiveProject } from './hive-scores.ts';
import {
  describeTask,
  type HiveTask,
  type KnownTask,
  makeUnfinishedTask,
  shownOf,
  taskIdOf,
  taskNotFound,
} from './hive-tasks.ts';
import { type HttpAnswer, type HttpRequest, Refusal, startHttpServer } from './http.ts';
import { makeRandom } from './random.ts';
import { makeVendorSwitches, type VendorSwitches } from './vendor-switches.ts';

export type HiveSimulatorOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The key selects the project, and so the model. */
  projects?: Readonly<Record<string, HiveProject>>;
  seed?: string;
  /** From submission to callback: the middle of a spread of half to one and a half times. */
  processingMs?: number;
  /** Without them nothing goes wrong. */
  faults?: FaultOptions | undefined;
  now?: () => Date;
};

export type HiveSimulator = VendorSwitches & {
  url: string;
  projects: Readonly<Record<string, HiveProject>>;
  /** Oldest first; a copy of what is known at this moment. */
  tasks(): HiveTask[];
  /** Whether every task has ended and no callback is still to come. */
  isIdle(): boolean;
  /** Aborts what is under way and closes every connection; nothing keeps the process alive afterwards. */
  stop(): Promise<void>;
};

export const defaultHiveProjects: Readonly<Record<string, HiveProject>> = {
  'hive-local-speech-key': 'speech',
  'hive-local-text-key': 'text',
  'hive-local-visual-key': 'visual',
};

const seedFile = new URL('fixtures/hive-speech.json', import.meta.url);
/** The id the seed document carries. */
const seedTaskId = '5ce602f0-5b07-11ed-80f8-138a369a2201';
const maxBodyBytes = 512 * 1024 * 1024;
const invalidToken = { return_code: 403, message: 'Invalid Auth Token' };

/**
 * Answers a submission as Hive's documentation shows it, then posts the whole task object. A `media` upload named
 * `Building.m4a` to a speech project gives the documentation's own task, byte for byte: its id, and no metadata.
 */
export async function startHiveSimulator(options: HiveSimulatorOptions = {}): Promise<HiveSimulator> {
  const { port = 0, projects = defaultHiveProjects, seed = 'verdex' } = options;
  const { processingMs = 300, now = () => new Date() } = options;
  const faultOptions = withFaultDefaults(options.faults);
  const tasks: KnownTask[] = [];
  const background = makeBackground();
  const { pause } = background;
  const endAndCall = makeFaultyCallbacks({ options: faultOptions, isResult: true, background, now });
  const { switches, checkKey, checkKept } = makeVendorSwitches(403);

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    const project = projectOf(request.headers.get('authorization') ?? '', projects);
    checkKey(invalidToken);
    const taskId = request.method === 'GET' ? taskIdOf(request.url) : undefined;
    if (taskId !== undefined) return answerTask(project, taskId, request.url.searchParams);
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
    const taskIndex = tasks.length;
    const random = makeRandom(seed, 'task', taskIndex);
    const isSeed = project === 'speech' && request.input.type === 'media' && request.input.filename === 'Building.m4a';
    const taskId = isSeed ? seedTaskId : random.uuid();
    const faults = faultOptions.faultsOf(taskIndex);
    const createdAt = now();
    const task: KnownTask = {
      taskId,
      project,
      request,
      faults,
      deliveries: [],
      result: undefined,
      createdAt,
      isFinished: false,
      answers: makeFaultyAnswers({ faults, seed: taskId, options: faultOptions, pause }),
      open: async () =>
        isSeed ? await readFile(seedFile) : makeHiveTask(request, { seed, taskId, project, createdAt }),
    };
    tasks.push(task);
    const isBeforeAnswer = faults.includes('before-answer');
    const life = background.run(async () => {
      if (!isBeforeAnswer) await pause(processingMs * random.between(0.5, 1.5));
      const result = await task.open();
      const end = () => {
        task.result = digestOf(result);
        task.isFinished = true;
      };
      await endAndCall({
        jobIndex: taskIndex,
        faults,
        url: request.callback_url,
        deliveries: task.deliveries,
        end,
        whole: () => bytesOf(result),
        empty: () => bytesOf(makeUnfinishedTask(task)),
      });
    });
    if (isBeforeAnswer) await life;
    return { status: 200, json: { id: taskId, task_id: taskId, message: 'We received your task.' } };
  }

  /** A key sees the tasks of its own project alone: assumed, as a key stands for a project. */
  function answerTask(project: HiveProject, taskId: string, query: URLSearchParams): Promise<HttpAnswer> {
    const task = tasks.findLast((known) => known.taskId === taskId);
    if (task?.project !== project) throw new Refusal(404, taskNotFound(404));
    checkKept(taskId, taskNotFound);
    return describeTask(task, query);
  }

  const server = await startHttpServer({ port, maxBodyBytes, handle });
  return {
    url: server.url,
    projects,
    ...switches,
    tasks: () => tasks.map(shownOf),
    isIdle: background.isIdle,
    stop: async () => {
      await server.stop();
      await background.stop();
    },
  };
}

function projectOf(authorization: string, projects: Readonly<Record<string, HiveProject>>): HiveProject {
  const key = /^token (\S+)$/i.exec(authorization)?.[1];
  const project = key !== undefined && Object.hasOwn(projects, key) ? projects[key] : undefined;
  if (project === undefined) throw new Refusal(403, invalidToken);
  return project;
}

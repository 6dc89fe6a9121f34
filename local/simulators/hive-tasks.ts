/**
 * What the simulated vendor knows about its tasks, and how one asks for a task by its id. Hive states that it can be done; the two calls answered here are known from weak
 * sources only, and so are the window of frames and its default size. What an unfinished or unknown task is answered
 * with is assumed.
 */
import * as z from 'zod';
import type { Delivery, Digest } from './callback.ts';
import type { Fault } from './faults.ts';
import type { FaultyAnswers } from './faulty-answers.ts';
import { bytesOf } from './faulty-bytes.ts';
import type { HiveRequest } from './hive-request.ts';
import type { HiveProject } from './hive-scores.ts';
import { type HttpAnswer, Refusal } from './http.ts';

export type HiveTask = {
  taskId: string;
  project: HiveProject;
  request: HiveRequest;
  faults: readonly Fault[];
  /** Callbacks sent: one at most, unless a fault wants it otherwise. */
  deliveries: Delivery[];
  /** Of the whole task object, which is the callback's body; known once the task is finished. */
  result: Digest | undefined;
};

/** `open` reads the whole task object, the same at every call. */
export type KnownTask = HiveTask & {
  createdAt: Date;
  isFinished: boolean;
  answers: FaultyAnswers;
  open: () => Promise<Uint8Array>;
};

/** One old document says that only so many frames come unless more are asked for. */
const defaultFrameLimit = 200;

const windowSchema = z.object({
  frame_offset: z.coerce.number().int().nonnegative().default(0),
  frame_limit: z.coerce.number().int().positive().default(defaultFrameLimit),
});

const taskSchema = z.looseObject({
  status: z.array(z.looseObject({ response: z.looseObject({ output: z.array(z.unknown()).optional() }).optional() })),
});

/** The id asked for, or undefined when the URL is neither call. */
export function taskIdOf(url: URL): string | undefined {
  const [, inPath] = /^\/api\/v2\/task\/([^/]+)$/.exec(url.pathname) ?? [];
  if (inPath !== undefined) return inPath === 'async' ? undefined : inPath;
  return url.pathname === '/api/v2/task' ? (url.searchParams.get('task_id') ?? undefined) : undefined;
}

/** The answer about one task. Throws Refusal when a fault wants it, or the query is wrong. */
export async function describeTask(task: KnownTask, query: URLSearchParams): Promise<HttpAnswer> {
  task.answers.admit();
  if (!task.isFinished) return { status: 200, jsonBytes: bytesOf(makeUnfinishedTask(task)) };
  const bytes = cutToWindow(await task.open(), query);
  return { status: 200, jsonBytes: task.answers.send(() => bytesOf(bytes)) };
}

/**
 * The task object, every `output` cut to the window the query asks for, whatever the product; byte for byte the
 * callback's when nothing lies outside the window. Throws Refusal 400 for a wrong window.
 */
function cutToWindow(task: Uint8Array, query: URLSearchParams): Uint8Array {
  const asked = windowSchema.safeParse(Object.fromEntries(query));
  if (!asked.success) throw new Refusal(400, { return_code: 400, message: z.prettifyError(asked.error) });
  const { frame_offset, frame_limit } = asked.data;
  const end = frame_offset + frame_limit;
  const parsed = taskSchema.parse(JSON.parse(Buffer.from(task).toString()));
  const outputs = parsed.status.map(({ response }) => response?.output ?? []);
  if (outputs.every(({ length }) => frame_offset === 0 && length <= end)) return task;
  for (const { response } of parsed.status) {
    if (response?.output !== undefined) response.output = response.output.slice(frame_offset, end);
  }
  return Buffer.from(JSON.stringify(parsed));
}

/** The task object without results. */
export function makeUnfinishedTask({ taskId, createdAt, request: { metadata } }: KnownTask): Uint8Array {
  const task = { id: taskId, code: 200, created_on: createdAt.toISOString(), status: [], from_cache: false };
  return Buffer.from(JSON.stringify({ ...task, ...(metadata === undefined ? {} : { metadata }) }));
}

/** For whoever runs the simulator: a copy of what is known at this moment. */
export function shownOf({ taskId, project, request, faults, deliveries, result }: KnownTask): HiveTask {
  return { taskId, project, request, faults, deliveries: deliveries.slice(), result };
}

export function taskNotFound(status: 404 | 410): object {
  return { return_code: status, message: 'Task not found' };
}

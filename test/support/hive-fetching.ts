/** Fetching a task from a Hive whose answers a test gives. */
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { type HiveDeps, makeHive } from '../../lib/vendors/hive/hive.ts';
import type { FetchedResult } from '../../lib/vendors/vendor.ts';

export const TASK_ID = '5ce602f0-5b07-11ed-80f8-138a369a2201';
export const TASK_URL = 'https://api.hive.test/api/v2/task/{task_id}';
export const PAGED_URL = `${TASK_URL}?frame_offset={frame_offset}&frame_limit={frame_limit}`;

/** A page of the task: `outputs` of each of its entries, of a medium of so many frames. */
export function taskPage(
  outputs: unknown[][],
  { id = TASK_ID, frames }: { id?: unknown; frames?: number | null } = {},
) {
  const input = { model_type: 'TEXT_CLASSIFICATION', media: { url: null, num_frames: frames } };
  const status = outputs.map((output) => ({ status: { code: '0', message: 'SUCCESS' }, response: { input, output } }));
  return { id, code: 200, status, retrieved_on: Math.random() };
}

/** Outputs that can be told apart, from a number on. */
export function frames(from: number, count: number) {
  return Array.from({ length: count }, (_, n) => ({ time: from + n, classes: [{ class: 'hate', score: 1 }] }));
}

export type HiveAnswer = { status?: number; headers?: Record<string, string>; body?: string } | Error;

/** `answer` by the key and the URL asked for; everything asked is kept. */
export function askingHive(
  answer: (key: string, url: URL) => HiveAnswer,
  { taskUrl = TASK_URL, apiKeys = ['key-1'], limits }: Partial<HiveDeps> = {},
) {
  const asked: { key: string; url: string }[] = [];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    init.signal?.throwIfAborted();
    const key = new Headers(init.headers).get('authorization') ?? '';
    asked.push({ key, url: String(input) });
    const said = answer(key.replace(/^token /, ''), new URL(String(input)));
    if (said instanceof Error) throw said;
    return new Response(said.body ?? '', { status: said.status ?? 200, headers: said.headers ?? {} });
  };
  const { fetchResult } = makeHive({ policy: DEFAULT_POLICY, taskUrl, apiKeys, fetch, limits });
  return {
    asked,
    fetchResult: async (taskId = TASK_ID, signal = new AbortController().signal): Promise<FetchedResult> => {
      if (fetchResult === undefined) throw new Error('Hive is asked for tasks');
      return fetchResult(taskId, signal);
    },
  };
}

/** A task in pages as Hive would give them: by the offset and the limit in the URL, each as its own text. */
export function pagesOf(outputs: readonly unknown[][], about: { frames?: number | null } = {}) {
  const sent: string[] = [];
  const answer = (_: string, url: URL): HiveAnswer => {
    const offset = Number(url.searchParams.get('frame_offset'));
    const limit = Number(url.searchParams.get('frame_limit'));
    const body = JSON.stringify(
      taskPage(
        outputs.map((each) => each.slice(offset, offset + limit)),
        about,
      ),
      null,
      1,
    );
    sent.push(body);
    return { body };
  };
  return { answer, sent };
}

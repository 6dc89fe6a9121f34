/** Asks Hive for a finished task by its id. */
import { AccessRefused, Permanent, Retryable } from '../../platform/errors.ts';
import { makeRequestVendor, type RequestLimits } from '../request.ts';
import type { FetchedResult } from '../vendor.ts';
import { hiveCallbackReader } from './callback.ts';
import { readTaskPage } from './task-page.ts';
import { allPages, PAGE_FRAMES } from './task-pages.ts';
import { makeTaskUrl } from './task-url.ts';

export type FetchHiveResultDeps = {
  /** With placeholders, as {@link makeTaskUrl} takes it. */
  taskUrl: string;
  /** A key belongs to one project, and a task to one: which key can see a task is found by asking. */
  apiKeys: readonly string[];
  fetch: typeof fetch;
  limits?: Partial<RequestLimits> | undefined;
};

const CHECK_THE_KEY = 'check the API keys (HIVE_API_KEYS)';
const REFUSALS = { 401: CHECK_THE_KEY, 403: CHECK_THE_KEY, 405: 'the account has no balance left' };

/**
 * Asks with one key after the other until one sees the task. Otherwise the most hopeful of their answers counts: what may
 * pass, then what cannot be told, then that the task is not there. Throws AccessRefused when Hive takes none of the keys,
 * Permanent for what is no task id, and what {@link makeRequestVendor} says.
 */
export function makeFetchHiveResult({ taskUrl, apiKeys, fetch, limits }: FetchHiveResultDeps) {
  const url = makeTaskUrl(taskUrl);
  const request = makeRequestVendor({
    vendorTitle: 'Hive',
    fetch,
    checkTheKey: CHECK_THE_KEY,
    refusals: REFUSALS,
    limits,
  });

  async function fetchWith(apiKey: string, taskId: string, signal: AbortSignal): Promise<FetchedResult> {
    const headers = { authorization: `token ${apiKey}` };
    const readPage = async (offset: number) => {
      const frames = { offset, limit: PAGE_FRAMES };
      const answer = await request({ url: url.of(taskId, frames), headers, subject: 'the task', signal });
      return answer.isThere ? readTaskPage(taskId, await answer.body.document()) : answer;
    };
    const first = await readPage(0);
    if ('isThere' in first) return { state: 'gone', message: first.message };
    if (!first.isFinished) return { state: 'unfinished' };
    const readLater = async (offset: number) => {
      const page = await readPage(offset);
      // It was there a moment ago, and half a result is none.
      if ('isThere' in page) throw new Retryable(`${page.message} from frame ${offset} on`);
      return page;
    };
    const body = await allPages(first, url.isPaged ? readLater : undefined);
    return { state: 'completed', body, expected: {} };
  }

  return async (taskId: string, signal: AbortSignal): Promise<FetchedResult> => {
    if (hiveCallbackReader.jobIdOf(taskId) === undefined) throw new Permanent('not a task id of Hive');
    if (apiKeys.length === 0) throw new AccessRefused('Hive cannot be asked: HIVE_API_KEYS is not configured');
    const refused: AccessRefused[] = [];
    const failures: unknown[] = [];
    let gone: FetchedResult | undefined;
    for (const apiKey of apiKeys) {
      try {
        const result = await fetchWith(apiKey, taskId, signal);
        if (result.state !== 'gone') return result;
        gone = result;
      } catch (error) {
        if (error instanceof AccessRefused) refused.push(error);
        else failures.push(error);
      }
    }
    if (failures.length > 0) throw failures.find((error) => error instanceof Retryable) ?? failures[0];
    if (gone === undefined) throw refused[0];
    // The key that was refused may be that of the task's project.
    return { ...gone, ...(refused.length > 0 && { mayStillCome: true }) };
  };
}

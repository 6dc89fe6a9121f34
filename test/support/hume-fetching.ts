/** Fetching a job’s result from a Hume whose answers a test gives. */
import { makeFetchHumeResult } from '../../lib/vendors/hume/fetch-result.ts';
import type { FetchedResult } from '../../lib/vendors/vendor.ts';
import { fixtureBytes } from './result-bytes.ts';
import { type Answer, makeVendorHttp } from './vendor-http.ts';

export const BASE = 'https://api.hume.test';
export const JOB = `${BASE}/v0/batch/jobs/job-1`;
export const PREDICTIONS = `${JOB}/predictions`;

/** For as long as it takes, unless a test says otherwise. */
export function fetchingWith(
  fetch: typeof globalThis.fetch,
  options: { baseUrl?: string; apiKey?: string | undefined } = {},
) {
  const fetchResult = makeFetchHumeResult({ baseUrl: BASE, apiKey: 'key-1', fetch, ...options });
  return (jobId: string, signal = new AbortController().signal) => fetchResult(jobId, signal);
}

export function asking(
  routes: Record<string, Answer>,
  options: { baseUrl?: string; apiKey?: string | undefined } = {},
) {
  const { fetch, asked } = makeVendorHttp(routes);
  return { asked, fetchResult: fetchingWith(fetch, options) };
}

export function state(details: object): Answer {
  return { body: JSON.stringify({ type: 'INFERENCE', job_id: 'job-1', state: details }) };
}

export async function fixture(name: string): Promise<Answer> {
  return { body: (await fixtureBytes(`hume/${name}.json`)).toString() };
}

export async function bodyOf(result: FetchedResult): Promise<string> {
  if (result.state !== 'completed') throw new Error(`state ${result.state}`);
  return Buffer.concat(await Array.fromAsync(result.body)).toString();
}

export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no failure',
    (error) => error,
  );
}

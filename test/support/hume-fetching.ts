/** Fetching a job’s result from a Hume whose answers a test gives. */
import { makeHume } from '../../lib/vendors/hume/hume.ts';
import type { RequestLimits } from '../../lib/vendors/request.ts';
import type { FetchedResult } from '../../lib/vendors/vendor.ts';
import { fixtureBytes } from './result-bytes.ts';
import { type Answer, makeVendorHttp } from './vendor-http.ts';

export const BASE = 'https://api.hume.test';
export const JOB_ID = '908c9fae-1290-4776-9e37-b1a8d1a03fea';
export const JOB = `${BASE}/v0/batch/jobs/${JOB_ID}`;
export const PREDICTIONS = `${JOB}/predictions`;

export type HumeOptions = { baseUrl?: string; apiKey?: string | undefined; limits?: Partial<RequestLimits> };

/** For as long as it takes, unless a test says otherwise. */
export function fetchingWith(fetch: typeof globalThis.fetch, options: HumeOptions = {}) {
  const { fetchResult } = makeHume({ baseUrl: BASE, apiKey: 'key-1', fetch, ...options });
  return async (jobId = JOB_ID, signal = new AbortController().signal): Promise<FetchedResult> => {
    if (fetchResult === undefined) throw new Error('Hume is asked for results');
    return fetchResult(jobId, signal);
  };
}

export function asking(routes: Record<string, Answer>, options: HumeOptions = {}) {
  const { fetch, asked } = makeVendorHttp(routes);
  return { asked, fetchResult: fetchingWith(fetch, options) };
}

export function state(details: object, jobId: string | null = JOB_ID): Answer {
  return { body: JSON.stringify({ type: 'INFERENCE', job_id: jobId, state: details }) };
}

/** Job details of the reference name no real job; these are about the one that is asked for. */
export async function fixture(name: string): Promise<Answer & { body: string }> {
  const text = (await fixtureBytes(`hume/${name}.json`)).toString();
  return { body: text.replace('"job_id": "job_id"', `"job_id": "${JOB_ID}"`) };
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

import type { WorkerTask } from './messages.ts';

/** Throws an Error for any other answer than 200. */
export async function fetchResult({ baseUrl, jobId }: WorkerTask): Promise<Response> {
  const response = await fetch(`${baseUrl}/v0/batch/jobs/${jobId}/predictions`);
  if (response.status !== 200) throw new Error(`the vendor answered ${response.status}`);
  return response;
}

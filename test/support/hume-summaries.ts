/** What Verdex makes of a Hume result. */
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { bytesOf, type Summarised, summarised } from './result-bytes.ts';

export const CLIP = 'https://example.com/media/clip.mp4';
export const context = { jobId: 'job-1' };

/** Without the bytes that prove each maximum: they depend on how the result is written, and have tests of their own. */
export async function summarise(
  result: unknown,
  about: { jobId?: string; ref?: string } = context,
): Promise<Summarised> {
  return withoutBytes(await summarised(summariseHume, bytesOf(result), about));
}

/** The same without any `bytes`, and without the sign of a 0. */
export function withoutBytes<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, each) => (key === 'bytes' ? undefined : each)));
}

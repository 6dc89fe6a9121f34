/** What Verdex makes of a Hume result. */
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { bytesOf, summarised } from './result-bytes.ts';

export const CLIP = 'https://example.com/media/clip.mp4';
export const context = { jobId: 'job-1' };

export function summarise(result: unknown, about: { jobId?: string; ref?: string } = context) {
  return summarised(summariseHume, bytesOf(result), about);
}

/**
 * Object keys of the raw bucket.
 *
 * | what | key |
 * |---|---|
 * | a callback about a job | `callbacks/{vendor}/{jobId}/{sha256}` |
 * | a callback without a usable job id | `unreadable/{vendor}/{yyyy-mm-dd}/{sha256}` |
 * | a callback about a job that does not own its URL | `aside/{vendor}/{yyyy-mm-dd}/{sha256}` |
 * | a result fetched from the vendor | `results/{vendor}/{jobId}` |
 * | a result that a person imported | `imports/{vendor}/{jobId}/{sha256}` |
 *
 * Callbacks and imports are named by their content, so that one that comes twice is kept once. Job ids are checked before they come here.
 */
import type { Digest } from './digest.ts';

export function callbackKey(vendor: string, jobId: string, { sha256 }: Pick<Digest, 'sha256'>): string {
  return `callbacks/${vendor}/${jobId}/${sha256}`;
}

export function unreadableCallbackKey(vendor: string, receivedAt: Date, { sha256 }: Digest): string {
  return `unreadable/${vendor}/${dayOf(receivedAt)}/${sha256}`;
}

export function asideCallbackKey(vendor: string, receivedAt: Date, { sha256 }: Digest): string {
  return `aside/${vendor}/${dayOf(receivedAt)}/${sha256}`;
}

export function resultKey(vendor: string, jobId: string): string {
  return `results/${vendor}/${jobId}`;
}

export function importKey(vendor: string, jobId: string, { sha256 }: Pick<Digest, 'sha256'>): string {
  return `imports/${vendor}/${jobId}/${sha256}`;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** A callback of Hume, and how it comes to the front door. */
import { createHash } from 'node:crypto';
import { type makeFrontDoor, type Request, requestOf } from './front-door.ts';

export const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
export const JOB = { vendor: 'hume', jobId: 'job-1' };
export const BODY = '{"job_id": "job-1", "status": "COMPLETED", "predictions": [] }\n';
export const KEY = `callbacks/hume/job-1/${sha256(BODY)}`;

export function send(door: ReturnType<typeof makeFrontDoor>, request: Request = {}) {
  return door.receive(requestOf({ body: BODY, ...request }));
}

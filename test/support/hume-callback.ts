/** A callback of Hume, and how it comes to the front door. */
import { createHash } from 'node:crypto';
import { type makeFrontDoor, type Request, requestOf } from './front-door.ts';

export const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** Hume's job ids are UUIDs; the same number or name gives the same one. */
export const humeJobId = (which: number | string) => {
  const end = typeof which === 'number' ? String(which) : sha256(which).slice(0, 12);
  return `00000000-0000-4000-8000-${end.padStart(12, '0')}`;
};
export const bodyOfJob = (jobId: string) => `{"job_id": "${jobId}", "status": "COMPLETED", "predictions": [] }\n`;

export const JOB = { vendor: 'hume', jobId: humeJobId(1) };
export const BODY = bodyOfJob(JOB.jobId);
export const KEY = `callbacks/hume/${JOB.jobId}/${sha256(BODY)}`;

export function send(door: ReturnType<typeof makeFrontDoor>, request: Request = {}) {
  return door.receive(requestOf({ body: BODY, ...request }));
}

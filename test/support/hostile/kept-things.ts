/** Puts jobs in every state into stores, with the bytes and the files they name. */

import { mintCapability, verifyCapability } from '../../../lib/callbacks/capability.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { callbackKey } from '../../../lib/raw/keys.ts';
import { SECRET } from '../front-door.ts';
import { makeFileSummary } from '../index-summaries.ts';
import { BOUND_JOB_ID, KEPT_JOBS, KEPT_STATES, NOW, RESULT } from './kept-jobs.ts';
import { fixturesOf } from './mutations.ts';
import type { RecordingStores } from './recording-stores.ts';

const bytesOf = (vendor: string, name: string) =>
  fixturesOf(vendor).find((fixture) => fixture.name === name)?.bytes ?? Buffer.alloc(0);
const CALLBACKS: Record<string, Buffer> = {
  hume: bytesOf('hume', 'callback_completed.json'),
  hive: bytesOf('hive', 'text_moderation_docs.json'),
};
const RESULT_BYTES = bytesOf('hume', 'predictions_face_seed.json');

/** Bound to {@link BOUND_JOB_ID} already. */
export const BOUND_CAPABILITY = mintCapability(SECRET, { vendor: 'hume', bindFirst: true });

export async function keepAll({ jobs, raw, index, states, bindings }: RecordingStores): Promise<void> {
  await raw.put(RESULT.key, RESULT_BYTES);
  for (const job of KEPT_JOBS) {
    const callback = job.callback && { ...job.callback, ...(await keepCallback(raw, job.vendor, job.jobId)) };
    const claimedFrom = job.claimedFrom && { ...job.claimedFrom, callbackSha256: callback?.sha256 ?? null };
    const result = job.raw && { ...job.raw, ...digestOf(RESULT_BYTES) };
    await jobs.write({ ...job, callback, claimedFrom, raw: result }, null);
    if (job.status !== 'indexed') continue;
    const writing = index.replaceJob(job, job.updatedAt);
    await writing.put(
      makeFileSummary({ ...job, ref: job.ref ?? '', emotions: { face: { Joy: 0.5 } }, classes: { hate: 2 } }),
    );
    await writing.finish();
  }
  for (const state of KEPT_STATES) await states.write(state, null);
  const grant = verifyCapability([SECRET], BOUND_CAPABILITY, NOW);
  await bindings.bind(grant?.capabilityId ?? '', BOUND_JOB_ID);
}

async function keepCallback(raw: RecordingStores['raw'], vendor: string, jobId: string) {
  const bytes = CALLBACKS[vendor] ?? Buffer.alloc(0);
  return raw.put(callbackKey(vendor, jobId, digestOf(bytes)), bytes);
}

/** Puts jobs in every state into stores, with the bytes and the files they name. */

import { mintCapability, verifyCapability } from '../../../lib/callbacks/capability.ts';
import { digestOf } from '../../../lib/raw/digest.ts';
import { callbackKey } from '../../../lib/raw/keys.ts';
import type { FileSummary } from '../../../lib/summaries/file-summary.ts';
import { fileKeyOf, refIdentity } from '../../../lib/summaries/identity.ts';
import type { JobName } from '../../../lib/summaries/job-name.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import { SECRET } from '../front-door.ts';
import { onlyFile, summarised } from '../result-bytes.ts';
import { BOUND_JOB_ID, KEPT_FILE_REF, KEPT_JOBS, KEPT_STATES, NOW, RESULT } from './kept-jobs.ts';
import { fixturesOf } from './mutations.ts';
import type { RecordingStores } from './recording-stores.ts';

const bytesOf = (vendor: string, name: string) =>
  fixturesOf(vendor).find((fixture) => fixture.name === name)?.bytes ?? Buffer.alloc(0);
const CALLBACKS: Record<string, Buffer> = {
  hume: bytesOf('hume', 'callback_completed.json'),
  // Speech with severities, and pictures with probabilities: both have a time.
  hive: Buffer.from(
    JSON.stringify({
      id: 'task-2',
      status: [
        entryOf(bytesOf('hive', 'speech_severe_synthetic.json')),
        {
          status: { code: '0', message: 'SUCCESS' },
          response: {
            input: { model_type: 'visual', media: { duration: 2 } },
            output: [
              {
                time: 1,
                classes: [
                  { class: 'general_nsfw', score: 0.95 },
                  { class: 'general_suggestive', score: 0.03 },
                  { class: 'general_not_nsfw_not_suggestive', score: 0.02 },
                  { class: 'never heard of', score: 0.7 },
                ],
              },
            ],
          },
        },
      ],
    }),
  ),
};
const summariseHive = makeSummariseHive(DEFAULT_POLICY);
const RESULT_BYTES = bytesOf('hume', 'predictions_face_seed.json');

function entryOf(task: Buffer): unknown {
  return JSON.parse(String(task)).status[0];
}

/** Both vendors looked at one file. Read once: a world is made for every case. */
const SUMMARIES = new Map<string, FileSummary>();
for (const { vendor, jobId, status } of KEPT_JOBS) {
  if (status !== 'indexed') continue;
  const [summarise, bytes] =
    vendor === 'hume' ? [summariseHume, RESULT_BYTES] : [summariseHive, CALLBACKS.hive ?? Buffer.alloc(0)];
  const file = onlyFile(await summarised(summarise, bytes, { jobId }));
  const identity = refIdentity(KEPT_FILE_REF);
  SUMMARIES.set(jobId, { ...file, identity, fileKey: fileKeyOf(identity) });
}

function summaryOf({ jobId }: JobName): FileSummary {
  const summary = SUMMARIES.get(jobId);
  if (summary === undefined) throw new Error(`nothing is kept of ${jobId}`);
  return summary;
}

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
    await writing.put({ ...structuredClone(summaryOf(job)), raw: result ?? callback });
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

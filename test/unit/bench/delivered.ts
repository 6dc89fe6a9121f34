/** One job of each vendor as it should be: the simulators' bytes, and what Verdex makes of them. */
import { createHash } from 'node:crypto';
import type { FoundJob, TrueJob } from '../../../bench/delivery/judge-job.ts';
import { readResult } from '../../../lib/jobs/attempt/read-result.ts';
import type { FileSummary } from '../../../lib/summaries/file-summary.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../../../lib/vendors/vendor.ts';
import { makeHiveTask } from '../../../local/simulators/hive-results.ts';
import type { HiveProject } from '../../../local/simulators/hive-scores.ts';
import { makeHumeResult } from '../../../local/simulators/hume-results.ts';
import { makeFakeVendor } from '../../support/fake-vendor.ts';
import { streamOf } from '../../support/result-bytes.ts';

export type Delivered = { job: TrueJob; found: FoundJob };

const jobId = '11111111-1111-4111-8111-111111111111';
const createdAt = new Date('2026-01-02T03:04:05.678Z');

export async function deliveredHume(ref?: string): Promise<Delivered> {
  const request = {
    urls: ['https://media.example.com/a-8s.m4a?signature=1', 'https://media.example.com/b-3files-1faces-partial.zip'],
    text: ['I waited for hours. Thank you!'],
    files: [],
    models: {
      face: { fps_pred: 1, identify_faces: true, min_face_size: 60, prob_threshold: 0.99 },
      prosody: {},
      language: {},
    },
    callback_url: null,
    notify: true,
  };
  const { stream, predictions, errors } = makeHumeResult(request as never, { seed: 'a' });
  const bytes = Buffer.concat(await Array.fromAsync(stream()));
  return delivered('hume', summariseHume, bytes, ref, { predictions, errors });
}

/** Most seeds give a call that nobody need look at; this one does not, as the tests of the rows would say. */
export function deliveredHive(ref?: string): Promise<Delivered> {
  return deliveredTask('speech', 'calls/1-60s.mp3', 'severe 8', ref);
}

/** With something in it that a person should see, and a model that failed beside the one that looked. */
export function deliveredVideo(ref?: string): Promise<Delivered> {
  return deliveredTask('visual', 'clips/1-60s-partial.mp4', 'severe 5', ref);
}

export function deliveredPicture(ref?: string): Promise<Delivered> {
  return deliveredTask('visual', 'pictures/1.jpg', 'severe 5', ref);
}

function deliveredTask(project: HiveProject, path: string, seed: string, ref: string | undefined): Promise<Delivered> {
  const input = { type: 'url' as const, url: `https://media.example.com/${path}` };
  const request = { input, callback_url: null, metadata: undefined };
  const bytes = makeHiveTask(request, { seed, taskId: jobId, project, createdAt });
  return delivered('hive', makeSummariseHive(DEFAULT_POLICY), bytes, ref, undefined);
}

async function delivered(
  vendor: 'hume' | 'hive',
  summarise: Vendor['summarise'],
  bytes: Uint8Array,
  ref: string | undefined,
  said: TrueJob['said'],
): Promise<Delivered> {
  const digest = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
  const raw = { key: 'k', versionId: null, ...digest };
  const { coverage, files } = await readResult(
    { read: async () => streamOf([bytes]) },
    { jobId, ref: ref ?? null },
    { ...makeFakeVendor(vendor), summarise },
    { raw, expected: said ?? {}, at: createdAt.toISOString() },
    new AbortController().signal,
  );
  const summaries: FileSummary[] = [];
  await files(async (summary) => {
    summaries.push(summary);
  });
  const fileKeys = summaries.map(({ fileKey }) => fileKey);
  return {
    job: { vendor, jobId, ref, expected: 'indexed', result: digest, said },
    found: { status: 'indexed', reason: null, raw, rawBytes: bytes, coverage, fileKeys, summaries },
  };
}

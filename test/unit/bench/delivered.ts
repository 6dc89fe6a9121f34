/** One job of each vendor as it should be: the simulators' bytes, and what Verdex makes of them. */
import { createHash } from 'node:crypto';
import type { FoundJob, TrueJob } from '../../../bench/delivery/judge-job.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import { makeHiveTask } from '../../../local/simulators/hive-results.ts';
import { makeHumeResult } from '../../../local/simulators/hume-results.ts';
import { summarised } from '../../support/result-bytes.ts';

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
  const { stream, predictions } = makeHumeResult(request as never, { seed: 'a' });
  const bytes = Buffer.concat(await Array.fromAsync(stream()));
  const { files, report } = await summarised(summariseHume, bytes, { jobId, ...(ref !== undefined && { ref }) });
  return delivered('hume', ref, bytes, { files, report, saidPredictions: predictions });
}

export async function deliveredHive(ref?: string): Promise<Delivered> {
  const input = { type: 'url' as const, url: 'https://media.example.com/calls/1-60s.mp3' };
  const request = { input, callback_url: null, metadata: undefined };
  const bytes = makeHiveTask(request, { seed: seedWithSeverity, taskId: jobId, project: 'speech', createdAt });
  const summarise = makeSummariseHive(DEFAULT_POLICY);
  const { files, report } = await summarised(summarise, bytes, { jobId, ...(ref !== undefined && { ref }) });
  return delivered('hive', ref, bytes, { files, report, saidPredictions: null });
}

/** Most seeds give a call that nobody need look at; this one does not, as the tests of the rows would say. */
const seedWithSeverity = 'severe 8';

type Read = Awaited<ReturnType<typeof summarised>> & { saidPredictions: number | null };

function delivered(
  vendor: 'hume' | 'hive',
  ref: string | undefined,
  bytes: Uint8Array,
  { files, report, saidPredictions }: Read,
): Delivered {
  const digest = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
  const raw = { key: 'k', versionId: null, ...digest };
  const coverage = {
    files: report.files,
    predictions: report.predictions,
    errors: report.errorCount,
    expectedPredictions: saidPredictions,
    expectedErrors: null,
    expectedBy: null,
    complete: report.errorCount > 0 ? false : null,
  };
  return {
    job: { vendor, jobId, ref, expected: 'indexed', result: digest, saidPredictions },
    found: {
      status: 'indexed',
      reason: null,
      raw,
      rawBytes: bytes,
      coverage,
      fileKeys: files.map(({ fileKey }) => fileKey),
      summaries: files.map((file) => ({ ...file, raw })),
    },
  };
}

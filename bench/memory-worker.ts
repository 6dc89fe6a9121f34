/** One measured run of `memory.ts`, in a process of its own. */
import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { makeS3Client } from '../lib/platform/aws-clients.ts';
import { digesting } from '../lib/raw/digest.ts';
import { resultKey } from '../lib/raw/keys.ts';
import { makeS3RawStreams } from '../lib/raw/s3-raw-streams.ts';
import { makeHume } from '../lib/vendors/hume/hume.ts';
import type { Measurement } from './memory.ts';

const [mode, jobId = '', baseUrl = '', apiKey = '', bucket = ''] = process.argv.slice(2);
const s3 = makeS3Client();
const startedAt = performance.now();
const bytes = mode === 'verdex' ? await asVerdex() : await plainly();
const measurement: Measurement = {
  bytes,
  seconds: (performance.now() - startedAt) / 1000,
  peakBytes: peakResidentBytes(),
};
process.send?.(measurement);

/** What process-job does between claim and settlement, without the index. */
async function asVerdex(): Promise<number> {
  const hume = makeHume({ baseUrl, apiKey, fetch });
  const rawStore = makeS3RawStreams(s3, bucket);
  const result = await hume.fetchResult?.(jobId, new AbortController().signal);
  if (result?.state !== 'completed') throw new Error('the job is not completed');
  const raw = await rawStore.putStream(resultKey('hume', jobId), result.body, Number.MAX_SAFE_INTEGER);
  const checked = digesting(await rawStore.read(raw), Number.POSITIVE_INFINITY);
  await hume.summarise(checked.stream, { jobId }, async () => {});
  if (checked.digest().sha256 !== raw.sha256) throw new Error('the raw result is not what was kept');
  const report = await hume.summarise(await rawStore.read(raw), { jobId }, async () => {});
  if (report.predictions !== result.expected.predictions) throw new Error('predictions were lost');
  return raw.bytes;
}

/** The same with the whole result in memory, as one would write it first. S3 is given the bytes in one call each 10 MB. */
async function plainly(): Promise<number> {
  const headers = { 'X-Hume-Api-Key': apiKey };
  const response = await fetch(`${baseUrl}/v0/batch/jobs/${jobId}/predictions`, { headers });
  const text = await response.text();
  const body = Buffer.from(text);
  // The embedded S3 takes 11 MiB a request: several objects stand for the one that AWS would take.
  for (let start = 0; start < body.length; start += 10_000_000) {
    const part = body.subarray(start, start + 10_000_000);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `plain/${start}`, Body: part }));
  }
  const sums = new Map<string, number>();
  for (const { results } of JSON.parse(text)) {
    for (const { models } of results.predictions) {
      for (const group of models.face.grouped_predictions) {
        for (const { emotions } of group.predictions) {
          for (const { name, score } of emotions) sums.set(name, (sums.get(name) ?? 0) + score);
        }
      }
    }
  }
  if (sums.size === 0) throw new Error('nothing was summed');
  return body.length;
}

/** Linux's own high-water mark. `resourceUsage().maxRSS` will not do: a new process inherits its parent's. */
function peakResidentBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('this benchmark reads its peak memory from /proc, as Linux has it');
  return Number(kilobytes) * 1024;
}

/** A job of more files than a worker holds, or has time for: each worker goes on where the one before it stopped. */
import { afterAll, expect, test } from 'vitest';
import { makeDynamodbFileIndex } from '../../lib/index/dynamodb-file-index.ts';
import type { FileIndex } from '../../lib/index/file-index.ts';
import { MAX_SEEN_FILES } from '../../lib/jobs/attempt/seen-result.ts';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeProcessJob } from '../../lib/jobs/process-job.ts';
import { makeMemoryVendorStateStore } from '../../lib/jobs/standing/memory-vendor-state-store.ts';
import { makeVendorPauses } from '../../lib/jobs/standing/vendor-pauses.ts';
import { makeS3RawBytes } from '../../lib/raw/s3-raw-bytes.ts';
import { makeS3RawStreams } from '../../lib/raw/s3-raw-streams.ts';
import { makeHume } from '../../lib/vendors/hume/hume.ts';
import { makeVendorRegistry } from '../../lib/vendors/registry.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { makeClock, makeRecordingLog } from '../support/fakes.ts';
import { BASE, JOB, JOB_ID, PREDICTIONS, state } from '../support/hume-fetching.ts';
import { face, faceFile, urlSource } from '../support/hume-results.ts';
import { EARLY } from '../support/job-records.ts';
import { makeVendorHttp } from '../support/vendor-http.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());

/** More than are held from the one reading to the other, or put at the same time. */
const FILES = MAX_SEEN_FILES + 64;
const PATHS = Array.from({ length: FILES }, (_, file) => `photos/${file}.jpg`);
const NAME = { vendor: 'hume', jobId: JOB_ID };

/** One archive, no two of whose files are alike. */
const RESULT = urlSource(
  'https://example.com/photos.zip',
  ...PATHS.map((path, file) => faceFile(path, face(0, { Joy: file / FILES }))),
);

function startWorkers() {
  const clock = makeClock(EARLY);
  const log = makeRecordingLog();
  const { fetch, asked } = makeVendorHttp({
    [JOB]: state({ status: 'COMPLETED', num_predictions: FILES, num_errors: 0 }),
    [PREDICTIONS]: { body: JSON.stringify([RESULT]) },
  });
  const store = makeDynamodbJobStore(aws.dynamodb, aws.jobsTable);
  const ledger = makeLedger({ store, now: clock.now, newLeaseId: () => crypto.randomUUID() });
  const rawStore = { ...makeS3RawBytes(aws.s3, aws.rawBucket), ...makeS3RawStreams(aws.s3, aws.rawBucket) };
  const index = makeDynamodbFileIndex(aws.dynamodb, aws.filesTable);
  /** Paths of files, as often as they were put. */
  const puts: string[] = [];

  /** A worker whose time is up when it has begun so many files. */
  async function work(filesInTime = Number.POSITIVE_INFINITY) {
    const worker = new AbortController();
    const before = puts.length;
    const replaceJob: FileIndex['replaceJob'] = (...given) => {
      const writing = index.replaceJob(...given);
      return {
        ...writing,
        put: (summary) => {
          puts.push(String(summary.path));
          if (puts.length - before === filesInTime) worker.abort();
          return writing.put(summary);
        },
      };
    };
    const processJob = makeProcessJob({
      ...{ ledger, rawStore, index: { replaceJob }, log, now: clock.now, random: () => 0.5, count: () => {} },
      vendors: makeVendorRegistry(makeHume({ baseUrl: BASE, apiKey: 'key-1', fetch })),
      pauses: makeVendorPauses({ states: makeMemoryVendorStateStore(), now: clock.now, log }),
      maxResultBytes: 10_000_000,
    });
    await processJob(NAME, { leaseEnd: new Date(clock.now().getTime() + 60_000), signal: worker.signal });
    return store.read(NAME);
  }

  return { work, puts, asked, ledger, rawStore };
}

test('a job of many files is written by three workers, each file once, from one fetched result', async () => {
  const { work, puts, asked, ledger, rawStore } = startWorkers();
  const bell = Buffer.from(JSON.stringify({ job_id: JOB_ID }));
  const kept = await rawStore.put(`callbacks/hume/${JOB_ID}/bell`, bell);
  await ledger.recordCallback(NAME, { ...kept, ref: undefined });

  const handedOn = { status: 'waiting', attempt: 0 };
  expect(await work(150)).toMatchObject({ ...handedOn, progress: { files: 150 } });
  expect(await work(60)).toMatchObject({ ...handedOn, progress: { files: 210 } });
  const whole = { files: FILES, predictions: FILES, complete: true };
  expect(await work()).toMatchObject({ status: 'indexed', attempt: 1, progress: null, coverage: whole });

  expect(puts).toEqual(PATHS);
  expect(asked.map(({ url }) => url)).toEqual([JOB, PREDICTIONS]);
  const byPath = Map.groupBy(await aws.scan(aws.filesTable), ({ path }) => path);
  expect(byPath.size).toBe(FILES);
  for (const [file, path] of PATHS.entries()) {
    const score = file / FILES;
    expect(byPath.get(path)).toMatchObject([{ mean: score }, { emotions: { face: { all: { Joy: { max: score } } } } }]);
  }
});

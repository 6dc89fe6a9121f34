/** A deployment with an indexed job of each vendor, for having it damaged, examined and mended. */
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { makeExamine, type Progress } from '../../lib/doctor/examine.ts';
import type { Finding } from '../../lib/doctor/finding.ts';
import { makeMend } from '../../lib/doctor/mend.ts';
import { makeRepair, type RepairDeps } from '../../lib/doctor/repair.ts';
import type { StoredRow } from '../../lib/index/stored-rows.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { importKey } from '../../lib/raw/keys.ts';
import { makeS3RawBytes } from '../../lib/raw/s3-raw-bytes.ts';
import type { JobName } from '../../lib/summaries/job-name.ts';
import { wireOperator } from '../../lib/wire/operator.ts';
import { startAwsResources } from './aws-resources.ts';
import { makeRecordingCount, makeRecordingLog } from './fakes.ts';
import { fixtureBytes } from './result-bytes.ts';

const NEVER = new AbortController().signal;
export const HUME = { vendor: 'hume', jobId: '908c9fae-1290-4776-9e37-b1a8d1a03fea' };
export const HIVE = { vendor: 'hive', jobId: '5ce602f0-5b07-11ed-80f8-138a369a2201' };

const RESULTS = new Map<JobName, string>([
  [HUME, 'hume/predictions_face_seed.json'],
  [HIVE, 'hive/speech_severe_synthetic.json'],
]);

export function shown(found: readonly Finding[]): string[] {
  return found.map(({ kind, job: { vendor } }) => `${vendor}: ${kind}`);
}

/** Stop `aws` afterwards. */
export async function startDoctorWorld() {
  const aws = await startAwsResources();
  const { dynamodb, s3, jobsTable, filesTable, rawBucket } = aws;
  vi.stubEnv('JOBS_TABLE', jobsTable);
  vi.stubEnv('FILES_TABLE', filesTable);
  vi.stubEnv('RAW_BUCKET', rawBucket);
  const operator = wireOperator({ log: makeRecordingLog(), count: makeRecordingCount() });

  async function importResult(name: JobName, ref?: string): Promise<void> {
    const bytes = await fixtureBytes(RESULTS.get(name) ?? '');
    const put = makeS3RawBytes(s3, rawBucket).put;
    const { sha256 } = await put('scratch', bytes);
    const raw = await put(importKey(name.vendor, name.jobId, { sha256 }), bytes);
    await operator.ledger.recordImport(name, { ...raw, ref, replace: false });
    await operator.processJob(name, NEVER);
  }

  function examine({ isQuick = false, onProgress = (_: Progress) => {} } = {}) {
    const rawStore = { ...operator.rawStore, ...operator.rawRanges };
    return makeExamine({ ...operator, rawStore, isQuick, onProgress });
  }

  function mendWith(changes: Partial<RepairDeps> = {}) {
    const processJob = (job: JobName) => operator.processJob(job, NEVER);
    return makeMend({ examine: examine(), repair: makeRepair({ ...operator, processJob, ...changes }) });
  }

  async function findings(options = {}): Promise<Finding[]> {
    return Array.fromAsync(examine(options).all());
  }

  async function rowsOf(name: JobName): Promise<StoredRow[]> {
    const [fileKey = ''] = await Array.fromAsync(operator.rows.filesOf(name));
    return operator.rows.ofFile(name, fileKey);
  }

  async function jobOf(name: JobName): Promise<Job> {
    const job = await operator.jobs.read(name);
    if (job === undefined) throw new Error('no such job');
    return job;
  }

  async function update(name: JobName, change: Record<string, unknown>): Promise<void> {
    for (const [field, value] of Object.entries(change)) {
      await dynamodb.send(
        new UpdateCommand({
          TableName: jobsTable,
          Key: { job: `${name.vendor}#${name.jobId}` },
          UpdateExpression: value === undefined ? 'REMOVE #field' : 'SET #field = :value',
          ExpressionAttributeNames: { '#field': field },
          ...(value !== undefined && { ExpressionAttributeValues: { ':value': value } }),
        }),
      );
    }
  }

  return {
    aws,
    operator,
    reset: async () => {
      await aws.empty(jobsTable, ['job']);
      await aws.empty(filesTable, ['fileKey', 'item']);
      await importResult(HUME);
      await importResult(HIVE);
    },
    importResult,
    examine,
    findings,
    mendWith,
    /** What is found; why it is not mended, one by one as it is found; and what is found afterwards. */
    mended: async (changes: Partial<RepairDeps> = {}) => {
      const mend = mendWith(changes);
      const before: Finding[] = [];
      const problems: string[] = [];
      for await (const finding of examine().all()) {
        before.push(finding);
        const problem = await mend(finding);
        if (problem !== undefined) problems.push(problem);
      }
      return { before: shown(before), problems, after: shown(await findings()) };
    },
    jobOf,
    update,
    /** Its rows are there, and it is parked as though nothing of it had ever been indexed. */
    disown: async (name: JobName) => {
      const job = await jobOf(name);
      const parked = { ...job, status: 'parked' as const, reason: 'by hand', indexed: null };
      await operator.jobs.write(parked, job.revision);
    },
    rowsOf,
    putRow: async (row: Record<string, unknown>) => {
      await dynamodb.send(new PutCommand({ TableName: filesTable, Item: row }));
    },
    removeRow: async ({ fileKey, item }: StoredRow) => {
      await dynamodb.send(new DeleteCommand({ TableName: filesTable, Key: { fileKey, item } }));
    },
    removeRecord: async ({ vendor, jobId }: JobName) => {
      await dynamodb.send(new DeleteCommand({ TableName: jobsTable, Key: { job: `${vendor}#${jobId}` } }));
    },
  };
}

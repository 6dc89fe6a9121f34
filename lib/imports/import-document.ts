/** One saved document, which is known to be a result: kept as it is, recorded, and its job brought to its end. */
import { decideImport, wasMadeFrom } from '../jobs/imports.ts';
import type { Job } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Ledger } from '../jobs/ledger.ts';
import { Malformed } from '../platform/errors.ts';
import { type Digest, digesting } from '../raw/digest.ts';
import { importKey } from '../raw/keys.ts';
import type { RawRanges, RawStreams } from '../raw/raw-store.ts';
import type { JobName } from '../summaries/job-name.ts';
import type { RawRef } from '../summaries/raw-ref.ts';
import type { ByteStream } from '../vendors/vendor.ts';
import { ANOTHER_OF_THIS_RUN, ANOTHER_RESULT, type DocumentOutcome, LOST, outcomeOf } from './document-outcome.ts';
import { makeKeptBytes } from './kept-bytes.ts';

export type ImportableDocument = {
  name: JobName;
  ref: string | undefined;
  digest: Digest;
  /** Whether it says itself that the job failed. */
  isFailure: boolean;
  /** Its bytes, from the first on, as often as needed. */
  read(): ByteStream;
  /** Where it is all there is in its file, with blanks around it: as a vendor may have sent it. */
  readWithBlanks?: (() => ByteStream) | undefined;
};

export type ImportDocument = (document: ImportableDocument, signal: AbortSignal) => Promise<DocumentOutcome>;

export type ImportDocumentDeps = {
  jobs: Pick<JobStore, 'read'>;
  ledger: Pick<Ledger, 'recordImport'>;
  rawStore: Pick<RawStreams, 'putStream'>;
  rawRanges: Pick<RawRanges, 'readRange'>;
  processJob: (name: JobName, signal: AbortSignal) => Promise<unknown>;
  now: () => Date;
  /** Whether it may take the place of another result of its job. */
  replace: boolean;
  /** Nothing is written: the outcome is what would be. */
  isDryRun: boolean;
};

/** Throws what the stores throw; what was done until then is done, and repeating it goes on from there. */
export function makeImportDocument(deps: ImportDocumentDeps): ImportDocument {
  const { jobs, ledger, rawStore, processJob, now, replace, isDryRun } = deps;
  const { isThere, keptBytesOf } = makeKeptBytes(deps.rawRanges);
  const startedAt = now().toISOString();

  return async ({ name, ref, digest, isFailure, read, readWithBlanks }, signal) => {
    const job = await jobs.read(name);
    if (job !== undefined && job.ref !== null && ref !== undefined && job.ref !== ref) {
      return { outcome: 'refused', reason: 'its job is known under another ref' };
    }
    if (job?.status === 'failed' && job.imported?.sha256 === digest.sha256) return { outcome: 'failed' };
    const key = importKey(name.vendor, name.jobId, digest);
    const foreseen = decideImport(name, job, { key, versionId: null, ...digest, ref, replace }, now());
    if (foreseen.answer === 'another result') {
      const isKnown = readWithBlanks && (await digestOfAll(readWithBlanks())) === job?.indexed?.raw.sha256;
      if (isKnown !== true) return ANOTHER_RESULT;
      return (await areRowsWithoutRaw(job)) ? LOST : { outcome: 'known' };
    }
    const bringsBack = job?.status === 'indexed' && wasMadeFrom(job, digest) && (await areRowsWithoutRaw(job));
    if (bringsBack && !replace) return LOST;
    if (foreseen.answer === 'indexed' && !bringsBack) return { outcome: 'known' };
    const asWished: DocumentOutcome = { outcome: hasRowsOfOthers(job, digest) ? 'replaced' : 'new' };
    // Which of the two is meant nobody can say, and which came first is chance.
    if (cameSince(startedAt, job, digest)) return ANOTHER_OF_THIS_RUN;
    if (isDryRun) return isFailure ? { outcome: 'failed' } : asWished;

    const kept = await keptBytesOf(job, digest);
    const raw = kept.ref ?? (await keep(key, digest, untilAborted(read(), signal)));
    const isKeptAnew = bringsBack || kept.isLost;
    const recorded = await ledger.recordImport(name, { ...raw, ref, replace, isKeptAnew });
    if (recorded === 'another result') return ANOTHER_RESULT;
    if (recorded === 'indexed') return { outcome: 'known' };
    await processJob(name, signal);
    return outcomeOf(await jobs.read(name), digest, asWished);
  };

  async function areRowsWithoutRaw(job: Job | undefined): Promise<boolean> {
    const raw = job?.indexed?.raw;
    return raw !== undefined && !(await isThere(raw));
  }

  /** Nothing is kept where the file is no longer what it was when it was looked at. */
  async function keep(key: string, { sha256 }: Digest, bytes: ByteStream): Promise<RawRef> {
    const digested = digesting(bytes, Number.POSITIVE_INFINITY);
    async function* unchanged(): ByteStream {
      yield* digested.stream;
      if (digested.digest().sha256 !== sha256) throw new Malformed('it changed while it was read');
    }
    return rawStore.putStream(key, unchanged(), Number.POSITIVE_INFINITY);
  }
}

async function* untilAborted(bytes: ByteStream, signal: AbortSignal): ByteStream {
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    yield chunk;
  }
}

async function digestOfAll(bytes: ByteStream): Promise<string> {
  const { stream, digest } = digesting(bytes, Number.POSITIVE_INFINITY);
  for await (const _ of stream);
  return digest().sha256;
}

function cameSince(startedAt: string, job: Job | undefined, { sha256 }: Digest): boolean {
  const imported = job?.imported;
  return imported !== undefined && imported !== null && imported.sha256 !== sha256 && imported.at >= startedAt;
}

function hasRowsOfOthers(job: Job | undefined, { sha256 }: Digest): boolean {
  return job !== undefined && job.indexed !== null && job.indexed.raw.sha256 !== sha256;
}

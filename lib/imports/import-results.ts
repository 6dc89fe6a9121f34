/** Saved results of one vendor, from wherever they are: a few files and a few documents at once, in flat memory. */
import { allOf } from '../platform/all-of.ts';
import { Retryable } from '../platform/errors.ts';
import type { VendorRegistry } from '../vendors/registry.ts';
import type { ByteStream, Vendor } from '../vendors/vendor.ts';
import type { DocumentOutcome } from './document-outcome.ts';
import type { ImportDocument } from './import-document.ts';
import { type LookedAt, makeImportSource } from './import-source.ts';
import type { ImportTally } from './import-tally.ts';
import { type JobOfDocument, jobOfDocument, type SaidByPerson } from './job-of-document.ts';
import { makeLanes } from './lanes.ts';
import { problemOfSource, type Source } from './source.ts';
import { problemOfStores } from './store-problem.ts';

const FILES_AT_ONCE = 4;
const DOCUMENTS_AT_ONCE = 4;
/** A store that fails may be throttled, which many documents at once bring about: some 30 s in all. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 16_000];

export type ImportRequest = { vendor: Vendor; sources: AsyncIterable<Source>; said: SaidByPerson };

export type ImportResultsDeps = {
  vendors: VendorRegistry;
  importDocument: ImportDocument;
  tally: ImportTally;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Whatever becomes of a document or a file is in the tally, and stops no other. Throws what stops them all: stores that
 * cannot be used, `signal`, and our own mistakes; what is under way comes to its end before.
 */
export function makeImportResults({ vendors, importDocument, tally, sleep }: ImportResultsDeps) {
  async function* countingKept(bytes: ByteStream): ByteStream {
    for await (const chunk of bytes) {
      tally.counts.keptBytes += chunk.length;
      yield chunk;
    }
  }

  function refused(document: LookedAt, reason: string): { ended: Promise<void> } {
    tally.add({ outcome: 'refused', reason }, document);
    return { ended: Promise.resolve() };
  }

  return async ({ vendor, sources, said }: ImportRequest, signal: AbortSignal): Promise<void> => {
    const failure = new AbortController();
    const stop = AbortSignal.any([signal, failure.signal]);
    const enter = makeLanes(DOCUMENTS_AT_ONCE);

    const begin = async (document: LookedAt): Promise<{ ended: Promise<void> }> => {
      if ('problem' in document) return refused(document, document.problem);
      const job = jobOfDocument(vendor, document, said);
      if ('problem' in job) return refused(document, job.problem);
      const leave = await enter(job.jobId);
      tally.counts.underWay += 1;
      const ended = importPatiently(vendor, document, job)
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          tally.counts.underWay -= 1;
          leave();
        });
      return { ended };
    };

    const importPatiently = async (vendor: Vendor, document: Result, { jobId, isMadeUp }: JobOfDocument) => {
      const { digest, readWithBlanks, report } = document;
      const read = () => countingKept(document.read());
      const name = { vendor: vendor.name, jobId };
      const isFailure = report.failure !== undefined;
      const outcome = await patiently(
        () => importDocument({ name, ref: said.ref, digest, isFailure, read, readWithBlanks }, stop),
        (ms) => sleep(ms, stop),
      );
      tally.add(outcome, document);
      if (outcome.outcome === 'refused') return;
      tally.addReport(report);
      if (isMadeUp) tally.addMadeUp(jobId, document);
    };

    const otherVendors = [...vendors.values()].filter(({ name }) => name !== vendor.name);
    const importSource = makeImportSource({ vendor, otherVendors, tally, begin });
    const iterator = sources[Symbol.asyncIterator]();
    const takeSources = async () => {
      while (!stop.aborted) {
        const { done, value } = await iterator.next();
        if (done) return;
        await importSource(value, stop);
      }
    };
    const workers = Array.from({ length: FILES_AT_ONCE }, takeSources);
    await allOf(workers.map((worker) => worker.catch((error: unknown) => failure.abort(error))));
    stop.throwIfAborted();
  };
}

type Result = Exclude<LookedAt, { problem: string }>;

/** Again after a pause, where the stores fail in a way that may pass; in the end, as it is. */
async function patiently(
  work: () => Promise<DocumentOutcome>,
  pause: (ms: number) => Promise<void>,
): Promise<DocumentOutcome> {
  for (const ms of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (problemOfStores(error) !== undefined) throw error;
      if (!(error instanceof Retryable)) return refusedFor(error);
    }
    await pause(ms);
  }
  return work();
}

/** What is wrong with reading the document once more is its own affair. */
function refusedFor(error: unknown): DocumentOutcome {
  const reason = problemOfSource(error);
  if (reason === undefined) throw error;
  return { outcome: 'refused', reason };
}

/** One file of saved results: each document of it is looked at, and what is a result is handed on. */
import { Malformed, Permanent } from '../platform/errors.ts';
import { type Digest, digesting } from '../raw/digest.ts';
import type { ByteRange } from '../summaries/reader/cut-plan.ts';
import type { ByteStream, ResultReport, Vendor } from '../vendors/vendor.ts';
import { fileKindOf, isNamedLikeJson, LEADING_BYTES } from './file-kind.ts';
import type { ImportTally } from './import-tally.ts';
import { JOB_ID_MEMBERS } from './job-of-document.ts';
import type { OpenedFile } from './opened-file.ts';
import { readSavedDocuments, type SavedDocument } from './saved-documents.ts';
import { problemOfSource, type Source } from './source.ts';

/** Larger ones are not read again to see whose they are. */
const OTHERS_TRY_BYTES = 64 * 1024 * 1024;

/** Of which job it is, is found out meanwhile. Without one, files would wait in memory for a name at the document's end. */
const NOT_YET_KNOWN = 'not-yet-known';

/** A document that has been read once. */
export type LookedAt = {
  source: string;
  line: number;
  begin: number;
  digest: Digest;
  members: ReadonlyMap<string, string>;
  read(): ByteStream;
  /** Whether it is all there is in its file, but for blanks around it, and the file with these. */
  isOnlyOne: boolean;
  readWithBlanks?: (() => ByteStream) | undefined;
} & ({ report: ResultReport } | { problem: string });

export type ImportSourceDeps = {
  vendor: Vendor;
  /** Whose results it may be instead. */
  otherVendors: readonly Vendor[];
  tally: ImportTally;
  /** Begins with a document, once there is room for it; `ended` never rejects. */
  begin: (document: LookedAt) => Promise<{ ended: Promise<void> }>;
};

/** Ends once all of the file's documents have. Throws when `signal` ends it, and what is nobody's fault but ours. */
export function makeImportSource({ vendor, otherVendors, tally, begin }: ImportSourceDeps) {
  return async (source: Source, signal: AbortSignal): Promise<void> => {
    const refuse = (reason: string) =>
      tally.add({ outcome: 'refused', reason }, { source: source.name, line: 1, begin: 0 });
    try {
      await using file = disposable(await source.open(signal));
      const kind = fileKindOf(await leadingBytesOf(file));
      const problem = kind.kind === 'gzip' ? 'gzip inside of gzip' : kind.kind === 'other' ? kind.problem : undefined;
      if (problem === undefined) await importDocuments(source.name, file, signal);
      else if (source.isNamed || isNamedLikeJson(source.name)) refuse(problem);
      else tally.passOver(problem, source.name);
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOfSource(error);
      if (problem === undefined) throw error;
      refuse(problem);
    } finally {
      tally.counts.files += 1;
    }
  };

  async function importDocuments(name: string, file: OpenedFile, signal: AbortSignal): Promise<void> {
    const underWay = new Set<Promise<void>>();
    let held: LookedAt | undefined;
    let documents = 0;
    const handOn = async (isOnlyOne: boolean) => {
      if (held === undefined) return;
      const hasBlanks = isOnlyOne && file.bytes > held.digest.bytes;
      const readWithBlanks = hasBlanks ? () => file.read() : undefined;
      const { ended } = await begin({ ...held, isOnlyOne, readWithBlanks });
      const work = ended.finally(() => underWay.delete(work));
      underWay.add(work);
    };
    try {
      for await (const document of readSavedDocuments(counted(file.read(), signal), JOB_ID_MEMBERS)) {
        const lookedAt = await lookAt(document, name, file);
        tally.counts.documents += 1;
        documents += 1;
        // Whether a document is the only one is known when there is another, or the end.
        await handOn(false);
        held = lookedAt;
      }
    } catch (error) {
      // The file cannot be read any further: what was read of it before is as good as ever.
      if (!signal.aborted) await handOn(false);
      await Promise.all(underWay);
      throw error;
    }
    await handOn(documents === 1);
    await Promise.all(underWay);
  }

  async function* counted(stream: ByteStream, signal: AbortSignal): ByteStream {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      tally.counts.bytes += chunk.length;
      yield chunk;
    }
  }

  async function lookAt(document: SavedDocument, source: string, file: OpenedFile): Promise<LookedAt> {
    const { begin, line } = document;
    const digested = digesting(document.bytes, Number.POSITIVE_INFINITY);
    const { report, problem: ofVendor } = await readAs(vendor, digested.stream);
    const { end, problem: ofDocument, members } = await document.finish();
    const range = { begin, end };
    const common = { source, line, begin, members, isOnlyOne: false, read: () => file.read(range) };
    if (report !== undefined && ofDocument === undefined) return { ...common, digest: digested.digest(), report };
    const whose = ofDocument === undefined ? await whoseElse(file, range) : undefined;
    const problem = whose ?? ofDocument ?? ofVendor ?? 'no result';
    return { ...common, digest: digested.digest(), problem };
  }

  async function whoseElse(file: OpenedFile, range: ByteRange): Promise<string | undefined> {
    if (range.end - range.begin > OTHERS_TRY_BYTES) return undefined;
    for (const { name, ...other } of otherVendors) {
      const { report } = await readAs(other, file.read(range));
      if (report !== undefined) return `a result of ${name}, and no result of ${vendor.name}`;
    }
    return undefined;
  }
}

type Read = { report: ResultReport; problem?: undefined } | { report?: undefined; problem: string };

async function readAs({ summarise }: Pick<Vendor, 'summarise'>, bytes: ByteStream): Promise<Read> {
  try {
    return { report: await summarise(bytes, { jobId: NOT_YET_KNOWN }, async () => {}) };
  } catch (error) {
    if (error instanceof Malformed || error instanceof Permanent) return { problem: error.message };
    throw error;
  }
}

async function leadingBytesOf(file: OpenedFile): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(file.read({ begin: 0, end: Math.min(LEADING_BYTES, file.bytes) })));
}

function disposable(file: OpenedFile): OpenedFile & AsyncDisposable {
  return { ...file, [Symbol.asyncDispose]: () => file.close() };
}

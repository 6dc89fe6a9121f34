/** Which job a saved document is the result of: not all of them say it. */
import { basename } from 'node:path';
import type { CallbackReader } from '../vendors/vendor.ts';

/** Where a document says it: a callback as the front door reads it, and answers to a submission or a question. */
export const JOB_ID_MEMBERS: ReadonlySet<string> = new Set(['job_id', 'id', 'task_id']);

export type JobOfDocument = { jobId: string; isMadeUp: boolean };

export type SaidOfDocument = {
  /** Its texts named in {@link JOB_ID_MEMBERS}. */
  members: ReadonlyMap<string, string>;
  /** With the folders it is in. */
  source: string;
  /** Whether it is all there is in the file: only then can the file be named after its job. */
  isOnlyOne: boolean;
  digest: { sha256: string };
};

/** What a person said of the one document that there is. */
export type SaidByPerson = { jobId?: string | undefined; ref?: string | undefined };

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;

/**
 * The document's own; or what the person said; or the UUID in the file's name; or one that is made up of its bytes, so that
 * the same bytes are the same job whenever they come. Answers why there is none, where what was said cannot be so.
 */
export function jobOfDocument(
  vendor: CallbackReader,
  { members, source, isOnlyOne, digest }: SaidOfDocument,
  { jobId, ref }: SaidByPerson,
): JobOfDocument | { problem: string } {
  if ((jobId ?? ref) !== undefined && !isOnlyOne) {
    return { problem: 'it is not alone in its file, and --job-id and --ref are for one document' };
  }
  const own = ownJobIdOf(vendor, members);
  if (own !== undefined && jobId !== undefined && own !== jobId) {
    return { problem: `it says that it is the result of another job than --job-id does: ${own}` };
  }
  const said = own ?? jobId ?? (isOnlyOne ? jobIdInName(vendor, basename(source)) : undefined);
  return said === undefined ? { jobId: uuidOfDigest(digest.sha256), isMadeUp: true } : { jobId: said, isMadeUp: false };
}

function ownJobIdOf(vendor: CallbackReader, members: ReadonlyMap<string, string>): string | undefined {
  const asCallback = vendor.readJobId(Buffer.from(JSON.stringify(Object.fromEntries(members))));
  if (asCallback !== undefined) return asCallback;
  for (const name of JOB_ID_MEMBERS) {
    const text = members.get(name);
    const jobId = text === undefined ? undefined : vendor.jobIdOf(text);
    if (jobId !== undefined) return jobId;
  }
  return undefined;
}

function jobIdInName(vendor: CallbackReader, fileName: string): string | undefined {
  const found = new Set(fileName.match(UUID)?.map((uuid) => vendor.jobIdOf(uuid)));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** A UUID of version 8, whose bits are the maker's own (RFC 9562, section 5.8): here the first of a SHA-256. */
export function uuidOfDigest(sha256: string): string {
  const variant = ((Number.parseInt(sha256.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    sha256.slice(0, 8),
    sha256.slice(8, 12),
    `8${sha256.slice(13, 16)}`,
    `${variant}${sha256.slice(17, 20)}`,
    sha256.slice(20, 32),
  ];
  return parts.join('-');
}

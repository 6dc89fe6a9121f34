/** Which file a Hume prediction is about, from its source and its `file`. */
import { jobFileIdentity, md5Identity, memberIdentity, refIdentity, urlIdentity } from '../../summaries/identity.ts';
import type { HumeSource } from './schemas.ts';

/** Archive formats, by name: Hume looks inside these and reports each member as a file of its own. */
const ARCHIVE_NAME = /\.(zip|tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst)|7z|rar)$/i;

export type HumeFile = { jobId: string; ref: string | undefined; sourceIndex: number; file: string | undefined };

/**
 * The identity of one file of a job. Hume gives `file` relative to the source: the source's own name for a single file
 * (or a name derived from it, such as the sound track of a video), a path for a member of an archive.
 *
 * `taken` holds the identities the job has used so far, each with how many copies were told apart under it, and is added to: where two files would share one (several
 * sources under one `ref`, one file reported twice), the later one is told apart by its source index and path, and a
 * count where even these repeat, so that no row overwrites another.
 */
export function humeIdentity(source: HumeSource, file: HumeFile, taken: Map<string, number>): string {
  const container = containerIdentity(source, file);
  const path = file.file ?? '';
  const identity = isMember(source, path) ? memberIdentity(container, path) : container;
  const numbered = memberIdentity(container, `${file.sourceIndex}/${path}`);
  let unique = identity;
  // Not from the first copy on: a source of 20,000 pictures may give them all one name.
  let copy = taken.get(numbered) ?? 0;
  while (taken.has(unique)) {
    copy += 1;
    unique = copy === 1 ? numbered : `${numbered}#${copy}`;
  }
  if (copy > 0) taken.set(numbered, copy);
  taken.set(unique, taken.get(unique) ?? 0);
  return unique;
}

function containerIdentity(source: HumeSource, { jobId, ref, sourceIndex, file }: HumeFile): string {
  if (ref !== undefined) return refIdentity(ref);
  const ofUrl = source.type === 'url' ? urlIdentity(source.url) : undefined;
  if (ofUrl !== undefined) return ofUrl;
  if (source.type === 'file') return md5Identity(source.md5sum);
  return jobFileIdentity('hume', jobId, sourceIndex, file ?? '');
}

function isMember(source: HumeSource, path: string): boolean {
  if (path === '' || source.type === 'text' || source.type === 'unknown') return false;
  const name = sourceName(source);
  return path !== name && (path.includes('/') || ARCHIVE_NAME.test(name));
}

function sourceName(source: HumeSource): string {
  if (source.type === 'file') return source.filename ?? '';
  if (source.type === 'url') return lastSegment(urlIdentity(source.url) ?? '');
  return '';
}

function lastSegment(path: string): string {
  const segment = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

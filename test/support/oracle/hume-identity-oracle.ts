/** Who a file of a Hume result is. */
import { type Fields, stringOf } from './json.ts';

/** The scheme and host have no case; user information, query and fragment are no part of a file's name. */
export function urlIdentity(url: string): string | undefined {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)/i.exec(url);
  if (parts === null) return undefined;
  const [, scheme = '', authority = '', path = ''] = parts;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host === '' ? undefined : `${scheme.toLowerCase()}://${host.toLowerCase()}${path}`;
}

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;

/** The last part of a URL's path as people write it. */
function nameIn(url: string): string {
  const name = url.replace(/[?#].*$/s, '').replace(/^.*\//s, '');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export type Naming = { jobId: string; ref: string | undefined; index: number; file: string | null };

/** A file inside an archive, or in a folder, is a member of its source; any other is the source itself. */
function isMember(source: Fields, file: string | null): boolean {
  if (source.type === 'text' || file === null) return false;
  const name = source.type === 'url' ? nameIn(stringOf(source.url) ?? '') : (stringOf(source.filename) ?? '');
  return file !== name && (ARCHIVE.test(name) || file.includes('/'));
}

function containerOf(source: Fields, { jobId, ref, index, file }: Naming): string {
  if (ref !== undefined) return `ref:${ref}`;
  if (source.type === 'file') return `md5:${stringOf(source.md5sum)?.toLowerCase()}`;
  const ofUrl = source.type === 'url' ? urlIdentity(stringOf(source.url) ?? '') : undefined;
  return ofUrl ?? `hume:${jobId}/${index}/${file ?? ''}`;
}

/** Null where the two names that there are rules for are both taken. */
export function humeIdentity(source: Fields, naming: Naming, taken: Set<string>): string | null {
  const container = containerOf(source, naming);
  const plain = isMember(source, naming.file) ? `${container}!/${naming.file}` : container;
  const told = `${container}!/${naming.index}/${naming.file ?? ''}`;
  const identity = [plain, told].find((candidate) => !taken.has(candidate));
  if (identity !== undefined) taken.add(identity);
  return identity ?? null;
}

/** Who a file is. Two vendors that looked at the same file must arrive at the same key, or their rows never meet. */
import { createHash } from 'node:crypto';
import type { FileSummary } from './file-summary.ts';

/** 22 base64url characters (132 bits) of the SHA-256 of an identity: the partition key of everything about a file. */
export function fileKeyOf(identity: string): string {
  return createHash('sha256').update(identity).digest('base64url').slice(0, 22);
}

/** Characters of a user's own name for a file: callback URLs carry it. */
export const MAX_REF_LENGTH = 512;

/** A fileKey as {@link fileKeyOf} makes it. */
export const FILE_KEY_PATTERN = /^[A-Za-z0-9_-]{22}$/;

const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/;

/**
 * The identity of a file at a URL: scheme and host lower-cased, path kept; query and fragment dropped, since two
 * presigned URLs of one object differ there, and user information dropped, since it is a secret.
 * Undefined for text that is no absolute URL.
 */
export function urlIdentity(url: string): string | undefined {
  const parts = URL_PARTS.exec(url);
  if (parts === null) return undefined;
  const [, scheme = '', authority = '', path = ''] = parts;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host === '' ? undefined : `${scheme.toLowerCase()}://${host.toLowerCase()}${path}`;
}

const REF = 'ref:';

export function refIdentity(ref: string): string {
  return `${REF}${ref}`;
}

/**
 * The ref that a file's identity is by {@link refIdentity}; undefined for any other identity. What tells the file from the
 * others of its job, `!/{path}` or `!/{source index}/{path}` and a count, is no part of it; a ref may hold a `!/` of its own.
 */
export function refOfIdentity({
  identity,
  path,
  source,
}: Pick<FileSummary, 'identity' | 'path' | 'source'>): string | undefined {
  if (!identity.startsWith(REF)) return undefined;
  const whole = identity.slice(REF.length);
  if (path === null) return whole;
  const numbered = `!/${source.index}/${path}`;
  const ref =
    before(numbered, whole) ??
    before(numbered, whole.replace(/#\d+$/, '')) ??
    (isOwnName(path, source) ? undefined : before(`!/${path}`, whole));
  return ref ?? whole;
}

/** Undefined where the text does not end so, or is nothing else. */
function before(end: string, text: string): string | undefined {
  return text.endsWith(end) && text.length > end.length ? text.slice(0, -end.length) : undefined;
}

/** A source that is one file has no members. */
function isOwnName(path: string, { filename, url }: FileSummary['source']): boolean {
  return path === filename || (url !== undefined && urlIdentity(url)?.endsWith(`/${path}`) === true);
}

export function md5Identity(md5: string): string {
  return `md5:${md5.toLowerCase()}`;
}

/** Where nothing but the job says what the file is: a bare upload name, or a text. */
export function jobFileIdentity(vendor: string, jobId: string, sourceIndex: number, name: string): string {
  return `${vendor}:${jobId}/${sourceIndex}/${name}`;
}

/** A file inside an archive, in the notation that Java made common for jar members. */
export function memberIdentity(container: string, path: string): string {
  return `${container}!/${path}`;
}

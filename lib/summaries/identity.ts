/** Who a file is. Two vendors that looked at the same file must arrive at the same key, or their rows never meet. */
import { createHash } from 'node:crypto';

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

export function refIdentity(ref: string): string {
  return `ref:${ref}`;
}

/** The ref of an identity by {@link refIdentity}, or of a member of one; undefined for any other identity. */
export function refOfIdentity(identity: string): string | undefined {
  const [, ref] = /^ref:(.+?)(?:!\/.*)?$/s.exec(identity) ?? [];
  return ref;
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

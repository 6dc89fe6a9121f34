/**
 * Capabilities: what stands in a callback URL and proves that we handed it out, since neither vendor signs its
 * callbacks. A capability is `payload.mac`, both base64url: the payload says what it is good for, the MAC is
 * HMAC-SHA256 over the payload's text.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../platform/parse-json.ts';
import { urlBelow } from '../platform/url-below.ts';

/** The longest a capability may be: a `ref` of 512 characters that JSON writes in six bytes each fits in base64. */
const MAX_LENGTH = 5120;
export const MAX_REF_LENGTH = 512;

const payloadSchema = z.strictObject({
  vendor: z.string(),
  /** The user's own name for the file, carried back by the callback. */
  ref: z.string().min(1).max(MAX_REF_LENGTH).optional(),
  /** Epoch seconds after which the capability is no good. */
  expires: z.number().int().optional(),
  nonce: z.string(),
});
export type Grant = Pick<z.infer<typeof payloadSchema>, 'vendor' | 'ref'>;

export function mintCapability(secret: string, { expiresAt, ...grant }: Grant & { expiresAt?: Date }): string {
  const payload = payloadSchema.parse({
    ...grant,
    ...(expiresAt && { expires: Math.floor(expiresAt.getTime() / 1000) }),
    nonce: randomBytes(9).toString('base64url'),
  });
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${macOf(secret, text).toString('base64url')}`;
}

/**
 * What a capability grants, or undefined: forged, tampered, truncated and expired ones are not told apart. Compared in
 * constant time against every secret, the current one and those being rotated out.
 */
export function verifyCapability(secrets: readonly string[], capability: string, now: Date): Grant | undefined {
  if (capability.length > MAX_LENGTH) return undefined;
  const [text = '', mac = '', ...rest] = capability.split('.');
  if (rest.length > 0) return undefined;
  const given = Buffer.from(mac, 'base64url');
  // Decoding forgives what encoding never writes: only the one true spelling is accepted.
  if (given.toString('base64url') !== mac) return undefined;
  const matches = secrets.map((secret) => macMatches(macOf(secret, text), given));
  if (!matches.includes(true)) return undefined;
  const { data } = payloadSchema.safeParse(parseJson(Buffer.from(text, 'base64url')));
  if (data === undefined || (data.expires !== undefined && data.expires * 1000 <= now.getTime())) return undefined;
  return { vendor: data.vendor, ...(data.ref !== undefined && { ref: data.ref }) };
}

/** The URL to give a vendor as its `callback_url`. */
export function callbackUrl(baseUrl: string, vendor: string, capability: string): string {
  return urlBelow(baseUrl, `/callbacks/${vendor}/${capability}`);
}

function macOf(secret: string, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function macMatches(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

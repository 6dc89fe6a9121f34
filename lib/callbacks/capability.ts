/**
 * Capabilities: what stands in a callback URL and proves that we handed it out, since neither vendor signs its
 * callbacks. A capability is `payload.mac`, both base64url: the payload says what it is good for, the MAC is
 * HMAC-SHA256 over the payload's text.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../platform/parse-json.ts';
import { urlBelow } from '../platform/url-below.ts';
import { MAX_REF_LENGTH } from '../summaries/identity.ts';

/** The longest a capability may be: a `ref` of 512 characters that JSON writes in six bytes each fits in base64. */
const MAX_LENGTH = 5120;

const payloadSchema = z.strictObject({
  vendor: z.string(),
  /** The user's own name for the file, carried back by the callback. */
  ref: z.string().min(1).max(MAX_REF_LENGTH).optional(),
  /** Epoch seconds after which the capability is no good. */
  expires: z.number().int().optional(),
  /** The first job id seen through the capability owns it. */
  bind: z.literal('first').optional(),
  nonce: z.string(),
});

export type Wish = {
  vendor: string;
  /** At most {@link MAX_REF_LENGTH} characters. */
  ref?: string | undefined;
  /** Cut to the whole second; without it the capability stays good as long as its secret. */
  expiresAt?: Date | undefined;
  bindFirst?: boolean | undefined;
};

export type Grant = {
  vendor: string;
  ref?: string;
  bindFirst: boolean;
  /** SHA-256 of the capability, base64url: tells it from all others, and may be written down where it may not. */
  capabilityId: string;
};

export function mintCapability(secret: string, { vendor, ref, expiresAt, bindFirst }: Wish): string {
  const payload = payloadSchema.parse({
    vendor,
    ref,
    ...(expiresAt && { expires: Math.floor(expiresAt.getTime() / 1000) }),
    ...(bindFirst && { bind: 'first' }),
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
  return {
    vendor: data.vendor,
    ...(data.ref !== undefined && { ref: data.ref }),
    bindFirst: data.bind === 'first',
    // One capability has one spelling, so one digest: the MAC covers the text, and its own spelling was checked.
    capabilityId: createHash('sha256').update(capability).digest('base64url'),
  };
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

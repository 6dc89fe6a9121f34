/** Sends a callback the way a vendor would: once, whatever the receiver makes of it, and remembers what it answered. */
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { sendBody } from './send-body.ts';

export type Digest = { sha256: string; bytes: number };

export type Delivery = {
  /** When it was begun, ISO-8601. */
  at: string;
  /** What the receiver answered; undefined when no answer came. */
  status: number | undefined;
  /** Why no answer came; undefined when one did. */
  error: string | undefined;
};

/** Neither vendor documents how long it waits for an answer; API Gateway's own 30 s (HTTP API) lie within this. */
const answerTimeoutMs = 60_000;

export function digestOf(bytes: Uint8Array): Digest {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
}

/** Passes the bytes on and, only when the last of them was asked for, reports their digest. */
export async function* digesting(
  bytes: AsyncIterable<Uint8Array>,
  onDigest: (digest: Digest) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    count += chunk.byteLength;
    yield chunk;
  }
  onDigest({ sha256: hash.digest('hex'), bytes: count });
}

/** POSTs JSON once. Never throws: a refused, cut or impossible delivery is a `Delivery` that says so. */
export async function deliver(
  url: string,
  body: AsyncIterable<Uint8Array>,
  { now, signal }: { now: () => Date; signal: AbortSignal },
): Promise<Delivery> {
  const at = now().toISOString();
  try {
    return { at, status: await post(new URL(url), body, signal), error: undefined };
  } catch (error) {
    return { at, status: undefined, error: error instanceof Error ? error.message : String(error) };
  }
}

/** A receiver may answer before it has read everything (413): that answer counts, and the rest is not sent. */
function post(url: URL, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // One connection a callback, so that none is left open when the simulator stops.
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.on('close', () => request.destroy()).on('error', () => undefined);
      response.resume();
    });
    sendBody(body, request).catch(reject);
  });
}

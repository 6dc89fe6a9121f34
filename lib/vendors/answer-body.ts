/** The body of a vendor's answer: as it comes, or whole. It ends with an error where the vendor falls silent. */
import { Permanent, Retryable } from '../platform/errors.ts';
import { parseJson } from '../platform/parse-json.ts';
import type { ByteStream } from './vendor.ts';

export type AnswerBodyContext = {
  vendorTitle: string;
  /** What was asked for, as an object of a sentence: `the predictions`. */
  subject: string;
  signal: AbortSignal;
  /** From one piece to the next. Not counted while nobody asks for it: a slow reader is not a silent vendor. */
  idleMs: number;
  /** Of a body that is read whole. */
  documentBytes: number;
};

export type AnswerBody = {
  /** Byte for byte. Throws Retryable where it breaks off, stands still or `signal` ends it. */
  stream(): ByteStream;
  /**
   * The bytes in memory, and the JSON they are. Throws Permanent when there are more than `documentBytes`, Retryable when
   * they are no JSON (which is also what a proxy says for a vendor in trouble), or as the stream does.
   */
  document(): Promise<{ bytes: Uint8Array; json: unknown }>;
};

export function answerBody(body: ReadableStream<Uint8Array>, context: AnswerBodyContext): AnswerBody {
  const { vendorTitle, subject, documentBytes } = context;
  const stream = () => piecesOf(body, context);
  return {
    stream,
    document: async () => {
      const pieces: Uint8Array[] = [];
      let total = 0;
      for await (const piece of stream()) {
        total += piece.length;
        if (total > documentBytes) {
          throw new Permanent(`${vendorTitle} answered more than ${documentBytes} bytes for ${subject}`);
        }
        pieces.push(piece);
      }
      const bytes = Buffer.concat(pieces);
      const json = parseJson(bytes);
      if (json === undefined) throw new Retryable(`${vendorTitle} answered no readable JSON for ${subject}`);
      return { bytes, json };
    },
  };
}

/** However the reading ends, the body is given up, so that its connection does not stay open for nobody. */
async function* piecesOf(body: ReadableStream<Uint8Array>, context: AnswerBodyContext): ByteStream {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), context);
      if (done) return;
      yield value;
    }
  } finally {
    // What broke is known by then; that it cannot be given up either is no news.
    await reader.cancel().catch(() => {});
  }
}

async function inTime<T>(reading: Promise<T>, context: AnswerBodyContext): Promise<T> {
  const { vendorTitle, subject, signal, idleMs } = context;
  const ended = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    ended.reject(new Retryable(`${vendorTitle} sent nothing for ${idleMs / 1000} s in the middle of ${subject}`));
  }, idleMs);
  const abort = () => ended.reject(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([reading, ended.promise]);
  } catch (cause) {
    if (cause instanceof Retryable) throw cause;
    const what = signal.aborted ? 'had no time left' : 'broke off';
    throw new Retryable(`${vendorTitle} ${what} in the middle of ${subject}`, { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

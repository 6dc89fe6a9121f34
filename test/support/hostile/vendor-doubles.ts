/** A vendor whose every answer is made up by somebody who wishes us no good: as `fetch` hands it over. */
import fc from 'fast-check';
import { type Mutated, unlikeAnything } from './mutations.ts';
import { headerValue, mostly } from './texts.ts';

export type HostileAnswer = {
  status: number;
  retryAfter: string | undefined;
  body: Mutated;
  /** In how many pieces it comes. */
  pieces: number;
  /** After so many bytes it breaks off. */
  breaksOffAt: number | undefined;
};

const status = mostly(
  fc.constant(200),
  fc.constantFrom(
    100,
    201,
    202,
    204,
    206,
    301,
    302,
    304,
    400,
    401,
    403,
    404,
    405,
    408,
    409,
    410,
    418,
    425,
    429,
    500,
    503,
    599,
    999,
  ),
  2,
);
const retryAfter = fc.option(
  mostly(
    fc.constantFrom('1', '0', '-5', '1e309', '1e300', 'NaN', 'Infinity', '0x10', '1,2', '', ' ', '9'.repeat(400)),
    fc.oneof(
      headerValue.map((text) => Buffer.from(text).toString('latin1')),
      fc.constantFrom('Fri, 31 Dec 9999 23:59:59 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', '+275760-09-13', '-1 day'),
    ),
  ),
  { nil: undefined },
);

export function answerLike(bodies: fc.Arbitrary<Mutated>): fc.Arbitrary<HostileAnswer> {
  return fc.record({
    status,
    retryAfter,
    body: mostly(bodies, unlikeAnything, 6),
    pieces: fc.constantFrom(1, 2, 7),
    breaksOffAt: mostly(fc.constant<number | undefined>(undefined), fc.nat({ max: 2000 }), 8),
  });
}

/** Answers in turn, the last of them for ever. Undefined answers: it cannot be reached. */
export function hostileFetch(answers: readonly (HostileAnswer | undefined)[]): typeof globalThis.fetch {
  let asked = 0;
  return async (_, init) => {
    init?.signal?.throwIfAborted();
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer === undefined) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    return responseOf(answer);
  };
}

function responseOf({ status, retryAfter, body, pieces, breaksOffAt }: HostileAnswer): Response {
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter });
  const hasNoBody = [100, 204, 304].includes(status);
  const response = new Response(hasNoBody ? null : streamOf(body.bytes(), pieces, breaksOffAt), {
    status: 200,
    headers,
  });
  // `Response` lets nobody make the statuses that a server may send.
  Object.defineProperty(response, 'status', { value: status });
  return response;
}

function streamOf(body: Buffer, pieces: number, breaksOffAt = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
  const size = Math.max(1, Math.ceil(body.length / pieces));
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= breaksOffAt) return controller.error(new TypeError('terminated'));
      if (at >= body.length) return controller.close();
      controller.enqueue(new Uint8Array(body.subarray(at, at + size)));
      at += size;
    },
  });
}

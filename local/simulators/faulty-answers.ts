/** What the API answers about a job that has faults. */
import type { Fault, FaultOptions } from './faults.ts';
import { cutInHalf, type Pause, trickle } from './faulty-bytes.ts';
import { Refusal } from './http.ts';
import { makeRandom } from './random.ts';

export type FaultyAnswers = {
  /** To be asked before each answer about the job: throws the Refusal 429 or 5xx that is due, until none is left. */
  admit(): void;
  /** The job's result as it leaves: cut so many times, or slow, or as it is. */
  send(open: () => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
};

export function makeFaultyAnswers({
  faults,
  seed,
  options: { faultyRequests, retryAfterSeconds, slowMs },
  pause,
}: {
  faults: readonly Fault[];
  /** Of the job alone: picks between 500, 502, 503 and 504. */
  seed: string;
  options: Required<FaultOptions>;
  pause: Pause;
}): FaultyAnswers {
  const random = makeRandom(seed, 'server errors');
  const times = (fault: Fault) => (faults.includes(fault) ? faultyRequests : 0);
  let throttled = times('throttled');
  let errors = times('server-error');
  let cuts = times('cut-body');

  return {
    admit() {
      if (throttled > 0) {
        throttled -= 1;
        const headers = { 'retry-after': String(retryAfterSeconds) };
        throw new Refusal(429, { return_code: 429, message: 'Too Many Requests' }, headers);
      }
      if (errors > 0) {
        errors -= 1;
        const status = random.pick([500, 502, 503, 504]);
        throw new Refusal(status, { return_code: status, message: 'try again later' });
      }
    },
    send(open) {
      if (cuts > 0) {
        cuts -= 1;
        return cutInHalf(open);
      }
      return faults.includes('slow-body') ? trickle(open(), { slowMs, pause }) : open();
    },
  };
}

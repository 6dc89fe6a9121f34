/** When a finished job's callback is sent, how often, and in what state. */
import type { Background } from './background.ts';
import { type Delivery, deliver } from './callback.ts';
import type { Fault, FaultOptions } from './faults.ts';
import { cutInHalf, type Pause, padded, trickle } from './faulty-bytes.ts';

export type FaultyCallbacksDeps = {
  options: Required<FaultOptions>;
  /** Whether the callback is all there is of the result, and so suffers what the result suffers. */
  isResult: boolean;
  background: Pick<Background, 'pause' | 'signal'>;
  now: () => Date;
};

export type CallbackJob = {
  jobIndex: number;
  faults: readonly Fault[];
  /** Null when none is wanted. */
  url: string | null;
  /** What was sent is added here. */
  deliveries: Delivery[];
  /** Makes the job's state, as the API tells it, that of its end. */
  end: () => void;
  /** The callback: the same bytes at every call. */
  whole: () => AsyncIterable<Uint8Array>;
  /** The same callback as if there were no results yet. */
  empty: () => AsyncIterable<Uint8Array>;
};

/** One for all jobs of a simulator, because a callback that is held back waits for those of other jobs. */
export function makeFaultyCallbacks({ options, isResult, background, now }: FaultyCallbacksDeps) {
  const { lateMs, earlyMs, repeatMs, slowMs, hugeBodyBytes, faultyRequests } = options;
  const { pause, signal } = background;
  const order = makeReversedOrder(options.heldMs, pause);

  /** Ends the job and sends what is to be sent of its callback. Rejects when the simulator stops. */
  return async (job: CallbackJob): Promise<void> => {
    const { faults, jobIndex, end } = job;
    const isEarly = faults.includes('early');
    if (!isEarly) end();
    if (faults.includes('late')) await pause(lateMs);
    if (faults.includes('reordered')) await order.hold(jobIndex);
    if (job.url !== null && !faults.includes('never')) await sendAll(job, job.url);
    order.passed(jobIndex);
    if (isEarly) {
      await pause(earlyMs);
      end();
    }
  };

  async function sendAll({ faults, whole, empty, deliveries }: CallbackJob, url: string): Promise<void> {
    const send = async (body: AsyncIterable<Uint8Array>) => {
      if (deliveries.length > 0) await pause(repeatMs);
      deliveries.push(await deliver(url, body, { now, signal }));
    };
    const body = () => {
      if (faults.includes('huge-body')) return padded(whole(), hugeBodyBytes);
      return isResult && faults.includes('slow-body') ? trickle(whole(), { slowMs, pause }) : whole();
    };
    const cuts = isResult && faults.includes('cut-body') ? faultyRequests : 0;
    if (faults.includes('revised')) await send(empty());
    for (let cut = 0; cut < cuts; cut += 1) await send(cutInHalf(whole));
    await send(body());
    if (faults.includes('twice')) await send(body());
  }
}

/** Callbacks held back go out latest first, each after that of a later job; the time bounds the wait for one. */
function makeReversedOrder(heldMs: number, pause: Pause) {
  const held = new Map<number, () => void>();

  function releaseLatestBefore(jobIndex: number) {
    const latest = Math.max(...[...held.keys()].filter((index) => index < jobIndex));
    held.get(latest)?.();
    held.delete(latest);
  }

  return {
    async hold(jobIndex: number): Promise<void> {
      const released = Promise.withResolvers<void>();
      held.set(jobIndex, released.resolve);
      const outwaited = pause(heldMs).then(() => {
        // No later job came: the latest of those held begins, and lets the one before it go in turn.
        if (held.has(jobIndex)) releaseLatestBefore(Number.POSITIVE_INFINITY);
        return released.promise;
      });
      await Promise.race([released.promise, outwaited]);
    },
    passed: (jobIndex: number) => releaseLatestBefore(jobIndex),
  };
}

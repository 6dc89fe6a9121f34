/** What can go wrong between a vendor and its customer, and which job meets what: decided by a seed, or by a test. */
import { makeRandom, type Random } from './random.ts';

export const faultNames = [
  'late',
  'early',
  'never',
  'reordered',
  'before-answer',
  'twice',
  'revised',
  'huge-body',
  'cut-body',
  'slow-body',
  'throttled',
  'server-error',
] as const;
export type Fault = (typeof faultNames)[number];

export const faultMeanings: Readonly<Record<Fault, string>> = {
  late: 'the callback comes long after the result is ready',
  early: 'the callback comes while the API still says that the job is not finished',
  never: 'no callback comes',
  reordered: 'the callback is held back until that of a later job was sent',
  'before-answer': 'the callback comes, and is answered, before the submission is answered',
  twice: 'the callback comes a second time, with the same bytes',
  revised: 'a callback without results comes first, then the whole one',
  'huge-body': 'the callback is larger than the front door takes; the API has the result in its true size',
  'cut-body': 'the result breaks off in the middle, and comes whole when it comes again',
  'slow-body': 'the result trickles in',
  throttled: 'the API answers 429 with Retry-After before it tells of the job',
  'server-error': 'the API answers 5xx before it tells of the job',
};

/** When the callback comes, what it is like, and how the result travels. A job has one fault of each group at most. */
const groups: readonly (readonly Fault[])[] = [
  ['late', 'early', 'never', 'reordered', 'before-answer'],
  ['twice', 'revised', 'huge-body'],
  ['cut-body', 'slow-body', 'throttled', 'server-error'],
];

/** The faults of a job, by its place in the order of submission: 0 is the first. */
export type FaultsOf = (jobIndex: number) => readonly Fault[];

/** What the faults of a simulator are, and how bad each is. The defaults suit a demo: seconds. */
export type FaultOptions = {
  faultsOf: FaultsOf;
  /** From the end of the job to a `late` callback. */
  lateMs?: number;
  /** From an `early` callback to the end of the job. */
  earlyMs?: number;
  /** How long a `reordered` callback waits at most for that of a later job. */
  heldMs?: number;
  /** Between two callbacks of one job. */
  repeatMs?: number;
  /** How long a `slow-body` takes. */
  slowMs?: number;
  /** At least so many, of which all that the result does not need are white space. */
  hugeBodyBytes?: number;
  /** Requests about a job that go wrong before one goes right; bodies that are cut before one comes whole. */
  faultyRequests?: number;
  retryAfterSeconds?: number;
};

/** More than the 10 MiB an API Gateway HTTP API takes. */
const defaultHugeBodyBytes = 11 * 1024 * 1024;

export function withFaultDefaults(options: FaultOptions = { faultsOf: () => [] }): Required<FaultOptions> {
  return {
    lateMs: 3_000,
    earlyMs: 2_000,
    heldMs: 3_000,
    repeatMs: 300,
    slowMs: 2_000,
    hugeBodyBytes: defaultHugeBodyBytes,
    faultyRequests: 1,
    retryAfterSeconds: 1,
    ...options,
  };
}

/**
 * Each fault at its rate, 0 to 1, of all jobs. Decided by the seed and the job's index alone, whatever the order in
 * which one asks. A job whose callback never comes loses what its callback would have been like.
 * Throws RangeError when the rates of faults that exclude each other come to more than 1.
 */
export function makeFaultPlan({ seed, rates }: { seed: string; rates: Partial<Record<Fault, number>> }): FaultsOf {
  for (const group of groups) {
    const sum = group.reduce((total, fault) => total + (rates[fault] ?? 0), 0);
    // A little more than 1, because ten tenths are not 1 in floating point.
    if (sum > 1 + 1e-9) throw new RangeError(`${group.join(', ')} exclude each other, and their rates come to ${sum}`);
  }
  return (jobIndex) => {
    const random = makeRandom(seed, 'faults', jobIndex);
    return possible(
      groups.flatMap((group) => {
        let left = random.next();
        const drawn = group.find((fault) => {
          left -= rates[fault] ?? 0;
          return left < 0;
        });
        return drawn ?? [];
      }),
    );
  };
}

/**
 * Of every 14 jobs in a row each fault strikes one, in an order of the seed's, and two have none; about one in three
 * of those struck has a second fault that goes with the first.
 */
export function dealFaults(seed: string): FaultsOf {
  const cards = [...faultNames.map((fault) => [fault]), [], []];
  return (jobIndex) => {
    const deck = shuffled(cards, makeRandom(seed, 'deck', Math.floor(jobIndex / cards.length)));
    const dealt = deck[jobIndex % cards.length] ?? [];
    const random = makeRandom(seed, 'second fault', jobIndex);
    if (dealt.length === 0 || !random.chance(1 / 3)) return dealt;
    const others = groups.filter((group) => !dealt.some((fault) => group.includes(fault)));
    const both = [...dealt, random.pick(random.pick(others))];
    return possible(both).length < both.length ? dealt : both;
  };
}

/** A callback that never comes is like nothing. */
function possible(faults: readonly Fault[]): readonly Fault[] {
  const [, likenesses = []] = groups;
  return faults.includes('never') ? faults.filter((fault) => !likenesses.includes(fault)) : faults;
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random.next() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ value }) => value);
}

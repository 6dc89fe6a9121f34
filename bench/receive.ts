/**
 * The receiver's handler alone: everything it does with a callback between API Gateway's event and its answer, over stores
 * that answer at once and keep nothing, beside a handler that does nothing. Every callback is the first of its job. Not
 * in it: the network, AWS's clients, and the log's lines.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { makeMemoryCapabilityBindings } from '../lib/callbacks/memory-capability-bindings.ts';
import { makeReceiveCallback } from '../lib/callbacks/receive-callback.ts';
import { makeLedger } from '../lib/jobs/ledger.ts';
import { jsonAnswer } from '../lib/platform/json-answer.ts';
import { digestOf } from '../lib/raw/digest.ts';
import { callbackReaders } from '../lib/vendors/callback-readers.ts';
import { say, table } from '../local/terminal.ts';
import { percentilesOf } from './delivery/latencies.ts';
import { medianOf } from './median.ts';
import { ENCODINGS, makeCallbackBody, makeCallbackEvent, SECRET } from './receive/callbacks.ts';
import type { ReceiveOptions } from './receive/options.ts';

const SIZES = { '1 KB': 1_000, '256 KB': 256_000, '5 MB': 5_000_000 };
/** Of one body in one round; a callback of 5 MB takes a tenth of it. */
const TURN_MS = 200;
const WARM_UP_MS = 500;

type Handler = (event: APIGatewayProxyEventV2) => Promise<{ statusCode?: number | undefined }>;
type Candidate = { name: string; bytes: number; event: APIGatewayProxyEventV2; handler: Handler };
type Turns = { perSecond: number[]; times: number[] };

export async function benchReceive({ rounds }: ReceiveOptions): Promise<void> {
  const candidates = makeCandidates();
  const turns = new Map<Candidate, Turns>();
  for (const candidate of candidates) {
    turns.set(candidate, { perSecond: [], times: [] });
    await takeTurn(candidate, WARM_UP_MS);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [candidate, { perSecond, times }] of turns) {
      const turn = await takeTurn(candidate, TURN_MS);
      perSecond.push(turn.perSecond);
      for (const time of turn.times) times.push(time);
    }
  }
  report(turns, rounds);
}

function makeCandidates(): Candidate[] {
  const receive = makeReceiver();
  const receptions = Object.entries(SIZES).flatMap(([size, bytes]) => {
    const body = makeCallbackBody(bytes);
    return ENCODINGS.map((encoding) => ({
      name: `${size}, ${encoding}`,
      bytes: Buffer.byteLength(body),
      event: makeCallbackEvent(body, encoding),
      handler: receive,
    }));
  });
  const empty = async () => jsonAnswer(202, {});
  return [{ name: 'empty handler', bytes: 0, event: makeCallbackEvent('{}', 'text'), handler: empty }, ...receptions];
}

function makeReceiver(): Handler {
  const now = () => new Date();
  return makeReceiveCallback({
    vendors: callbackReaders,
    rawStore: { put: async (key, bytes) => ({ key, versionId: null, ...digestOf(bytes) }) },
    ledger: makeLedger({
      store: {
        read: async () => undefined,
        write: async () => 'written',
        due: async () => [],
        list: async () => ({ items: [], cursor: undefined }),
      },
      now,
      newLeaseId: () => '',
    }),
    bindings: makeMemoryCapabilityBindings(),
    nudge: async () => {},
    secrets: [SECRET],
    maxCallbackBytes: 5_242_880,
    now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    count: () => {},
  });
}

/** Throws when a callback was not taken: something else would be measured. */
async function takeTurn({ name, event, handler }: Candidate, forMs: number) {
  const times: number[] = [];
  const startedAt = performance.now();
  let endedAt = startedAt;
  while (endedAt - startedAt < forMs) {
    const { statusCode } = await handler(event);
    if (statusCode !== 202) throw new Error(`${name} was answered ${statusCode}`);
    const now = performance.now();
    times.push(now - endedAt);
    endedAt = now;
  }
  return { perSecond: (times.length * 1000) / (endedAt - startedAt), times };
}

function report(turns: ReadonlyMap<Candidate, Turns>, rounds: number): void {
  const results = [...turns].map(([{ name, bytes }, { perSecond, times }]) => {
    const { p50 = Number.NaN, p99 = Number.NaN, count = 0 } = percentilesOf(times) ?? {};
    return { name, bytes, perSecond: medianOf(perSecond), p50, p99, count };
  });
  say(`Callbacks through the receiver’s handler, one at a time, medians of ${rounds} interleaved rounds`);
  table([
    ['body', 'requests/s', 'p50', 'p99', 'MB/s'],
    ...results.map(({ name, bytes, perSecond, p50, p99 }) => [
      name,
      Math.round(perSecond).toLocaleString('en').padStart(10),
      milliseconds(p50),
      milliseconds(p99),
      bytes === 0 ? '' : ((perSecond * bytes) / 1e6).toFixed(0),
    ]),
  ]);
  say(JSON.stringify({ bench: 'receive', node: process.version, rounds, results }));
}

function milliseconds(value: number): string {
  return `${value.toFixed(3)} ms`.padStart(10);
}

/** The front door of callbacks on stores in memory, and what came of a request. */
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { mintCapability } from '../../lib/callbacks/capability.ts';
import { makeMemoryCapabilityBindings } from '../../lib/callbacks/memory-capability-bindings.ts';
import { makeReceiveCallback, type ReceiveCallbackDeps } from '../../lib/callbacks/receive-callback.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeMemoryJobStore } from '../../lib/jobs/memory-job-store.ts';
import type { NudgeTarget } from '../../lib/jobs/nudge.ts';
import type { MetricName } from '../../lib/platform/metrics.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import { callbackReaders } from '../../lib/vendors/callback-readers.ts';

export const SECRET = 'a secret of thirty-two characters';
export const NOON = new Date('2026-03-01T12:00:00.000Z');
export const MAX_CALLBACK_BYTES = 20_000;

export function makeFrontDoor(replaced: Partial<ReceiveCallbackDeps> = {}) {
  const rawStore = makeMemoryRawStore();
  const kept = new Map<string, Buffer>();
  const jobs = makeMemoryJobStore();
  const nudged: NudgeTarget[] = [];
  const counts: MetricName[] = [];
  const logged: string[] = [];
  const clock = { now: NOON };
  const now = () => clock.now;
  const keepLine = (...parts: unknown[]) => logged.push(parts.map((part) => JSON.stringify(part)).join(' '));

  const receive = makeReceiveCallback({
    vendors: callbackReaders,
    rawStore: {
      put: async (key, bytes) => {
        kept.set(key, Buffer.from(bytes));
        return rawStore.put(key, bytes);
      },
    },
    ledger: makeLedger({ store: jobs, now, newLeaseId: () => 'lease' }),
    bindings: makeMemoryCapabilityBindings(),
    nudge: async (names) => {
      nudged.push(...names);
    },
    secrets: [SECRET],
    maxCallbackBytes: MAX_CALLBACK_BYTES,
    now,
    log: { info: keepLine, warn: keepLine, error: (event, error, fields) => keepLine(event, String(error), fields) },
    count: (name) => counts.push(name),
    ...replaced,
  });

  return { receive, kept, jobs, nudged, counts, logged, clock };
}

export type Request = {
  vendor?: string;
  capability?: string;
  method?: string;
  body?: string | undefined;
  isBase64Encoded?: boolean;
};

/** A request as API Gateway hands it over; by default one of Hume with a good capability. */
export function requestOf(request: Request = {}): APIGatewayProxyEventV2 {
  const { vendor = 'hume', method = 'POST', isBase64Encoded = false, body } = request;
  const { capability = mintCapability(SECRET, { vendor }) } = request;
  const rawPath = `/callbacks/${vendor}/${capability}`;
  return {
    version: '2.0',
    routeKey: 'POST /callbacks/{vendor}/{capability}',
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'api',
      domainName: 'api.test',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: 'POST /callbacks/{vendor}/{capability}',
      stage: '$default',
      time: '01/Mar/2026:12:00:00 +0000',
      timeEpoch: NOON.getTime(),
    },
    pathParameters: { vendor, capability },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** A capability with a right MAC over any payload at all. */
export function sealed(payload: string, secret = SECRET): string {
  const text = Buffer.from(payload).toString('base64url');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

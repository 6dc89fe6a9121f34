/** The front door for vendors: keep what came, write down that it is owed, and only then say thank you. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Ledger } from '../jobs/ledger.ts';
import type { Nudge } from '../jobs/nudge.ts';
import { Retryable } from '../platform/errors.ts';
import { jsonAnswer } from '../platform/json-answer.ts';
import type { Log } from '../platform/log.ts';
import type { Count } from '../platform/metrics.ts';
import { digestOf } from '../raw/digest.ts';
import { asideCallbackKey, callbackKey, unreadableCallbackKey } from '../raw/keys.ts';
import type { RawBytes } from '../raw/raw-store.ts';
import { type JobName, jobKeyOf } from '../summaries/job-name.ts';
import type { CallbackReaders } from '../vendors/callback-readers.ts';
import { verifyCapability } from './capability.ts';
import type { CapabilityBindings } from './capability-bindings.ts';

export type ReceiveCallbackDeps = {
  vendors: CallbackReaders;
  rawStore: RawBytes;
  ledger: Pick<Ledger, 'recordCallback'>;
  bindings: CapabilityBindings;
  nudge: Nudge;
  secrets: readonly string[];
  maxCallbackBytes: number;
  now: () => Date;
  log: Log;
  count: Count;
};

export type ReceiveCallback = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Answers 202 once the bytes and the ledger record are written; 401, 404, 405 and 413 with nothing kept; 503 when a
 * store failed, so that the vendor may send again. The capability is verified before the body is looked at. Through a
 * capability bound to its first job, another job's callback is kept aside: 202, and the ledger knows nothing of it.
 */
export function makeReceiveCallback(deps: ReceiveCallbackDeps): ReceiveCallback {
  const { vendors, rawStore, ledger, bindings, nudge, secrets, maxCallbackBytes, now, log, count } = deps;

  return async (event) => {
    if (event.requestContext.http.method !== 'POST')
      return jsonAnswer(405, { message: 'POST only' }, { allow: 'POST' });
    const { vendor: vendorName = '', capability = '' } = event.pathParameters ?? {};
    const receivedAt = now();
    const grant = verifyCapability(secrets, capability, receivedAt);
    const vendor = vendors.get(vendorName);
    if (grant === undefined) return refuse(401, 'unknown callback URL', { vendor: vendor?.name });
    if (vendor === undefined) return refuse(404, 'unknown vendor');
    if (grant.vendor !== vendorName) return refuse(401, 'unknown callback URL', { vendor: vendorName });

    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    if (body.length > maxCallbackBytes) {
      return refuse(413, `at most ${maxCallbackBytes} bytes`, { vendor: vendorName, bytes: body.length });
    }
    const digest = digestOf(body);
    const jobId = vendor.readJobId(body);

    try {
      if (jobId === undefined)
        return await keepUnreadable(vendorName, unreadableCallbackKey(vendorName, receivedAt, digest), body);
      const name = { vendor: vendorName, jobId };
      const job = jobKeyOf(name);
      // Before anything is kept, since the owner decides where. Whatever fails after it, the same callback binds the same.
      const ownerJobId = grant.bindFirst ? await bindings.bind(grant.capabilityId, jobId) : jobId;
      if (ownerJobId !== jobId)
        return await keepAside(name, ownerJobId, asideCallbackKey(vendorName, receivedAt, digest), body);
      const raw = await rawStore.put(callbackKey(vendorName, jobId, digest), body);
      const { outcome, status } = await ledger.recordCallback(name, { ...raw, ref: grant.ref });
      count(outcome === 'repeated' ? 'CallbackRepeated' : 'CallbackReceived');
      log.info('callback_received', { job, outcome, status, bytes: digest.bytes });
      if (outcome !== 'repeated') await nudgeOrLeaveToSweep(name, job);
      return jsonAnswer(202, { job, status });
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      log.error('callback_not_kept', error, { vendor: vendorName });
      return jsonAnswer(503, { message: 'not kept, please send again' }, { 'retry-after': '30' });
    }
  };

  function refuse(statusCode: number, message: string, about: { vendor?: string | undefined; bytes?: number } = {}) {
    count('CallbackRefused');
    log.warn('callback_refused', { statusCode, ...about });
    return jsonAnswer(statusCode, { message });
  }

  /** A vendor's test ping, an error page, a cut body: whatever it is, someone may want to see it. */
  async function keepUnreadable(vendor: string, key: string, body: Buffer) {
    const { bytes } = await rawStore.put(key, body);
    count('CallbackUnreadable');
    log.warn('callback_unreadable', { vendor, key, bytes });
    return jsonAnswer(202, { job: null, status: 'unreadable' });
  }

  /** The URL was used for a second job, by mistake or by someone who should not have it: a person decides. */
  async function keepAside(name: JobName, ownerJobId: string, key: string, body: Buffer) {
    const { bytes } = await rawStore.put(key, body);
    count('CallbackAside');
    const owner = jobKeyOf({ ...name, jobId: ownerJobId });
    log.warn('callback_aside', { job: jobKeyOf(name), owner, key, bytes });
    return jsonAnswer(202, { job: null, status: 'aside' });
  }

  /** The nudge only saves time: the job is due, and the sweep finds it within a minute. */
  async function nudgeOrLeaveToSweep(name: JobName, job: string) {
    try {
      await nudge([name]);
    } catch (error) {
      count('NudgeFailed');
      log.error('nudge_failed', error, { job });
    }
  }
}

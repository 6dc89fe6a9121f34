/** Throws requests of any kind at the front door. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { mintCapability } from '../../../lib/callbacks/capability.ts';
import { callbackReaders } from '../../../lib/vendors/callback-readers.ts';
import { requestOf, SECRET, sealed } from '../front-door.ts';
import { BOUND_JOB_ID, humeJobId, KEPT_JOBS } from './kept-jobs.ts';
import { BOUND_CAPABILITY } from './kept-things.ts';
import { type KeptVerdex, MAX_CALLBACK_BYTES, makeKeptVerdex } from './kept-verdex.ts';
import { fixturesOf, mutated } from './mutations.ts';
import { demandDiscreetLog, demandDiscretion, demandJson, demandOnlyChanged } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyBytes, anyHeaders, anyJsonText, anyText, MARKER, mostly, sentText } from './texts.ts';

const mintedFor = (vendor: string) => [
  mintCapability(SECRET, { vendor }),
  mintCapability(SECRET, { vendor, ref: 'a ref' }),
  mintCapability(SECRET, { vendor, bindFirst: true }),
];
const GOOD: ReadonlyMap<string, readonly string[]> = new Map(
  ['hume', 'hive', 'nobody'].map((vendor) => [vendor, mintedFor(vendor)]),
);
/** Those that open the door to the vendor's callbacks: no other does. */
const good = (vendor: string) => GOOD.get(vendor) ?? mintedFor('nobody');
const noGood = [
  mintCapability(SECRET, { vendor: 'hume', expiresAt: new Date('2026-03-01T12:00:00.000Z') }),
  mintCapability('another secret', { vendor: 'hume' }),
  mintCapability(SECRET, { vendor: 'nobody' }),
  `${mintCapability(SECRET, { vendor: 'hume' })}=`,
  `${mintCapability(SECRET, { vendor: 'hume' })}.x`,
];
const capabilityOf = (vendor: string) =>
  fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...good(vendor)) },
    { weight: 2, arbitrary: fc.constant(BOUND_CAPABILITY) },
    { weight: 1, arbitrary: fc.constantFrom(...noGood) },
    { weight: 1, arbitrary: sentText },
    { weight: 1, arbitrary: anyJsonText.map((payload) => sealed(payload)) },
  );

const ids = [
  ...KEPT_JOBS.map(({ jobId }) => jobId),
  humeJobId(99),
  'task-99',
  humeJobId(1).toUpperCase(),
  'a/b',
  '__proto__',
];
const idText = fc.oneof(fc.constantFrom(...ids), fc.uuid(), anyText).map((id) => JSON.stringify(id));
/** Without the marker, for the id of a job is given back. */
const idJson = mostly(idText, anyJsonText).map((json) => json.replaceAll(MARKER, 'task'));
/** A callback with its id, twice or once, and more around it. */
const ofSomeJob = fc
  .record({ field: fc.constantFrom('job_id', 'id'), id: idJson, again: fc.option(idJson), more: anyJsonText })
  .map(({ field, id, again, more }) => {
    const second = again === null ? '' : `,"${field}":${again}`;
    return Buffer.from(`{"more":${more},"${field}":${id}${second}}`);
  });
const idsOf = (vendor: string) => KEPT_JOBS.filter((job) => job.vendor === vendor).map(({ jobId }) => jobId);
/** One of Hume's by one name and one of Hive's by the other: whoever gets it finds a job that is kept. */
const ofKeptJob = fc
  .record({ job_id: fc.constantFrom(...idsOf('hume')), id: fc.constantFrom(...idsOf('hive')), note: anyText })
  .map((callback) => Buffer.from(JSON.stringify(callback)));
const body = fc.oneof(
  { weight: 3, arbitrary: ofSomeJob },
  { weight: 4, arbitrary: ofKeptJob },
  { weight: 2, arbitrary: anyBytes },
  { weight: 2, arbitrary: mutated([...fixturesOf('hume'), ...fixturesOf('hive')]).map(({ bytes }) => bytes()) },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }).map((more) => Buffer.alloc(MAX_CALLBACK_BYTES + more, 'x')) },
);

const request = fc
  .record({
    vendor: mostly(fc.constantFrom('hume', 'hive'), sentText),
    other: mostly(fc.constant(false), fc.constant(true), 9),
  })
  .chain(({ vendor, other }) =>
    fc.record({
      vendor: fc.constant(vendor),
      capability: capabilityOf(other ? 'hive' : vendor),
      method: mostly(fc.constant('POST'), mostly(fc.constantFrom('GET', 'TRACE', 'post'), sentText), 9),
      body: mostly(
        body.map((bytes): Buffer | undefined => bytes),
        fc.constant(undefined),
        20,
      ),
      sent: fc.constantFrom('base64', 'text', 'text called base64'),
      headers: anyHeaders,
      query: sentText,
      pathParameters: mostly(fc.constant('given'), fc.constant('none'), 12),
    }),
  );
type HostileCallback = typeof request extends fc.Arbitrary<infer T> ? T : never;

export function callbackEvent(about: HostileCallback): APIGatewayProxyEventV2 {
  const { vendor, capability, method, sent, headers, query } = about;
  const { pathParameters: _, ...event } = requestOf({ vendor, capability, method, isBase64Encoded: sent !== 'text' });
  return {
    ...event,
    headers: { 'content-type': 'application/json', ...headers },
    rawQueryString: query,
    cookies: Object.values(headers),
    ...(about.body !== undefined && { body: about.body.toString(sent === 'base64' ? 'base64' : 'utf8') }),
    ...(about.pathParameters === 'given' && { pathParameters: { vendor, capability } }),
  };
}

export const hostileCallback = request;

/** The bytes that the event holds. */
const bytesIn = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2) =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

async function check(about: HostileCallback, saw: Saw): Promise<void> {
  const verdex = await makeKeptVerdex();
  const before = await verdex.snapshot();
  const event = callbackEvent(about);
  const { statusCode = 0, headers, body: answered } = await verdex.receiveCallback(event);
  const after = await verdex.snapshot();
  const answer = demandJson(headers, answered);
  demandDiscreetLog(verdex, [about.capability.length > 20 ? about.capability : '']);
  if (statusCode !== 202) {
    saw(String(statusCode));
    assert.ok([401, 404, 405, 413].includes(statusCode), `status ${statusCode}`);
    assert.deepEqual(Object.keys(answer as object), ['message']);
    demandDiscretion(answered ?? '');
    demandOnlyChanged(before, after, () => false);
    assert.deepEqual(verdex.nudged, []);
    return;
  }
  const { job, status } = answer as { job: string | null; status: string };
  saw(`202 ${job === null ? status : 'of a job'}`);
  demandKept(verdex, { about, bytes: bytesIn(event), job, status, before, after });
}

type Taken = {
  about: HostileCallback;
  bytes: Buffer;
  job: string | null;
  status: string;
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
};

/** What is answered 2xx is kept, byte for byte, where it belongs; and owed, when it is of a job. */
function demandKept({ nudged }: KeptVerdex, { about, bytes, job, status, before, after }: Taken): void {
  const { vendor, capability } = about;
  const isOfHume = vendor === 'hume' && capability === BOUND_CAPABILITY;
  assert.ok(isOfHume || good(vendor).includes(capability), 'taken with a capability that is no good');
  const jobId = callbackReaders.get(vendor)?.readJobId(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (job === null) {
    const key = `raw/${status}/${vendor}/2026-03-01/${sha256}`;
    assert.equal(status, jobId === undefined ? 'unreadable' : 'aside');
    assert.equal(after.get(key), sha256);
    demandOnlyChanged(before, after, (changed) => changed === key);
    assert.deepEqual(nudged, []);
    return;
  }
  assert.doesNotMatch(String(bytes), /(\[|\{"a":){65}/, 'read, though it is nested deeper than anything should be');
  if (isOfHume) assert.equal(jobId, BOUND_JOB_ID, 'taken for another job than its own');
  const key = `raw/callbacks/${vendor}/${jobId}/${sha256}`;
  assert.equal(job, `${vendor}#${jobId}`);
  assert.equal(after.get(key), sha256);
  const may = [key, `jobs/${job}`];
  demandOnlyChanged(before, after, (changed) => may.includes(changed) || changed.startsWith('bindings/'));
  for (const target of nudged) assert.deepEqual(target, { vendor, jobId });
}

export const callbacks = makeTarget({
  name: 'receive-callback',
  perThousand: 110,
  mustSee: ['202 of a job', '202 unreadable', '202 aside', '401', '404', '405', '413'],
  cases: request,
  check,
});

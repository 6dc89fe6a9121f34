/** Requests to the query API as nobody should send them. */
import fc from 'fast-check';
import { fileKeyOf, refIdentity } from '../../../lib/summaries/identity.ts';
import { makeHttpApiEvent, type RequestAbout } from '../http-api-events.ts';
import { humeJobId, KEPT_FILE_REF, KEPT_JOBS } from './kept-jobs.ts';
import { type KeptVerdex, TOKEN } from './kept-verdex.ts';
import { anyBytes, anyHeaders, anyJsonText, headerValue, mostly, sentText } from './texts.ts';

const vendor = mostly(fc.constantFrom('hume', 'hive'), sentText);
const jobId = mostly(fc.constantFrom(...KEPT_JOBS.map((job) => job.jobId)), sentText);
const KEPT_FILE = fileKeyOf(refIdentity(KEPT_FILE_REF));
const fileKey = mostly(fc.constantFrom(KEPT_FILE, KEPT_FILE, 'WcE-sntu8ba4SFhePJ8zX1'), sentText);
const segments = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join('/'));

/** The jobs of {@link KEPT_JOBS} by their own vendors, so that many requests are about something. */
const keptJobPath = fc.constantFrom(...KEPT_JOBS.map((job) => `${job.vendor}/${job.jobId}`));
const jobPath = mostly(keptJobPath, segments(vendor, jobId), 1);

export const readPath = fc.oneof(
  fc.constantFrom('/files', '/jobs', '/vendors', '/moderation/files', '/moderation/policies', '/openapi.json'),
  segments('/files', fileKey),
  segments('/files', fileKey, fc.constantFrom('evidence', 'moments')),
  segments('/emotions', sentText, 'files'),
  segments('/jobs', jobPath),
  segments('/jobs', jobPath, 'raw'),
  sentText.map((text) => `/${text}`),
  segments('/callbacks', vendor, sentText),
);
export const keptVendorPath = (vendors: fc.Arbitrary<string>) => segments('/vendors', vendors, 'adoptions');
export const replayPath = segments('/jobs', jobPath, 'replay');
export const vendorText = vendor;

const moment = fc.constantFrom(
  '2026-01-01',
  '2026-03-01T12:00:00Z',
  '2026-03-01T12:00:00+99:99',
  '0000-01-01',
  '9999-12-31T23:59:59.999-23:59',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '2026-02-30',
);
const cursor = fc
  .oneof(
    anyJsonText,
    fc
      .record({ list: fc.constantFrom('jobs/parked//', 'files/hume#x'), shards: anyJsonText })
      .map(({ list, shards }) => `{"list":${JSON.stringify(list)},"shards":{"all":${shards}}}`),
  )
  .map((text) => Buffer.from(text).toString('base64url'));
const number = fc.constantFrom(
  ...['0', '1', '2', '100', '-1', '1.5', '0.5', '1e2', '0x10', '', ' 1 ', 'NaN', '-Infinity', '-0', '1e-320', '-1e308'],
  '9'.repeat(400),
);
const policy = mostly(
  fc.constantFrom('standard', 'standard@1', 'strict', 'strict@2'),
  fc.oneof(fc.constantFrom('strict@1', 'standard@', '@1', 'STANDARD', 'standard@1@1', '*'), sentText),
);
const className = fc.constantFrom('any', 'hate', 'violence', 'general_nsfw', 'a_photo', 'no_nudity', 'constructor');
const parameter = fc.oneof(
  fc.tuple(fc.constantFrom('limit', 'minSeverity', 'minScore', 'minProbability', 'withinSeconds'), number),
  fc.tuple(fc.constant('policy'), policy),
  fc.tuple(fc.constant('class'), className),
  fc.tuple(fc.constantFrom('emotion', 'toxicity'), mostly(fc.constantFrom('Joy', 'toString'), sentText)),
  fc.tuple(fc.constant('vendor'), vendor),
  fc.tuple(fc.constant('jobId'), jobId),
  fc.tuple(fc.constantFrom('from', 'to'), moment),
  fc.tuple(fc.constant('cursor'), cursor),
  fc.tuple(fc.constant('status'), fc.constantFrom('parked', 'indexed', 'waiting', 'PARKED')),
  fc.tuple(fc.constantFrom('ref', 'url', 'md5', 'model', 'class', 'reason', 'status', 'cursor', 'limit'), sentText),
  fc.tuple(fc.constantFrom('ref', 'model'), fc.constantFrom('a file of hume', 'face')),
  fc.tuple(fc.constantFrom('nothing', '__proto__', 'constructor', 'limit[]', ''), sentText),
);
/** Encoded as it should be, mostly; half of a surrogate pair cannot be. */
const query = mostly(
  fc.array(parameter, { maxLength: 4 }).map((pairs) => new URLSearchParams(pairs).toString()),
  fc.oneof(sentText, fc.constantFrom('&&&', '=', '?', 'limit=%zz', 'ref=%ff%fe', 'limit=1&limit=2', 'ref=a;ref=b')),
);

const authorization = mostly(
  fc.constant<string | undefined>(`Bearer ${TOKEN}`),
  fc.oneof(
    fc.constant(undefined),
    fc.constantFrom(
      'Bearer',
      'Bearer ',
      'Basic abc',
      `bearer ${TOKEN} x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Bearer ${TOKEN},x`,
    ),
    headerValue.map((text) => `Bearer ${text}`),
    headerValue,
  ),
  9,
);
const contentType = mostly(
  fc.constant<string | undefined>('application/json'),
  fc.oneof(
    fc.constant(undefined),
    fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'application/jsonx'),
    headerValue,
  ),
  9,
);

/** A body is sent as text or as base64, which may be no good base64 at all. */
const bodyOf = (bytes: fc.Arbitrary<Buffer>) =>
  fc.record({ bytes, sent: fc.constantFrom('text', 'base64', 'text called base64') }).map(({ bytes, sent }) => ({
    body: bytes.toString(sent === 'base64' ? 'base64' : 'utf8'),
    isBase64Encoded: sent !== 'text',
  }));

export type HostileRequest = RequestAbout & { authorization: string | undefined; contentType: string | undefined };

const common = { headers: anyHeaders, authorization, contentType };

const OF_HUME = `vendor=hume&jobId=${humeJobId(4)}`;
const OF_HIVE = 'vendor=hive&jobId=task-2';

/** What is answered with something; for the rest to be odd at. */
const goodReading = fc
  .constantFrom(
    `/files/${KEPT_FILE}?policy=strict`,
    `/files/${KEPT_FILE}/moments?withinSeconds=3600`,
    `/files/${KEPT_FILE}/evidence?${OF_HUME}&model=face&emotion=Joy`,
    `/files/${KEPT_FILE}/evidence?${OF_HIVE}&class=any`,
    `/files/${KEPT_FILE}/evidence?${OF_HIVE}&class=general_nsfw`,
    '/moderation/policies?',
    '/moderation/files?minProbability=0.1',
    '/moderation/files?class=general_nsfw&minSeverity=1&policy=strict',
    '/moderation/files?minSeverity=1&emotion=Joy&minScore=0&limit=1',
    '/files?ref=a+file+of+hume',
    '/emotions/Joy/files?model=face&limit=1',
    '/moderation/files?minSeverity=1',
    '/jobs?status=parked&limit=1',
    '/vendors?',
    ...KEPT_JOBS.flatMap((job) => [`/jobs/${job.vendor}/${job.jobId}?`, `/jobs/${job.vendor}/${job.jobId}/raw?`]),
  )
  .map((target) => target.split('?'))
  .map(([path = '', query = '']) => ({ path, query }));
/** One thing more than it needs, which may be one too many. */
const nearlyGoodReading = fc
  .record({ good: goodReading, more: fc.array(parameter, { minLength: 1, maxLength: 2 }) })
  .map(({ good: { path, query }, more }) => ({ path, query: `${query}&${new URLSearchParams(more)}` }));

export const reading: fc.Arbitrary<HostileRequest> = fc
  .record({
    ...common,
    target: fc.oneof(fc.record({ path: readPath, query }), goodReading, nearlyGoodReading),
    method: mostly(
      fc.constant('GET'),
      fc.oneof(fc.constantFrom('HEAD', 'PUT', 'TRACE', 'CONNECT', 'get'), sentText),
      6,
    ),
    sent: fc.option(bodyOf(anyBytes), { nil: undefined }),
  })
  .map(({ target, sent, ...about }) => ({ ...about, ...target, ...sent }));

/** A path and what is sent to it: near enough to what the route takes that some of it is taken. */
export function writing(bodies: fc.Arbitrary<{ path: string; bytes: Buffer }>): fc.Arbitrary<HostileRequest> {
  return bodies.chain(({ path, bytes }) =>
    fc
      .record({
        ...common,
        path: mostly(fc.constant(path), readPath, 12),
        query: mostly(fc.constant(''), query, 9),
        method: mostly(fc.constant('POST'), fc.constantFrom('GET', 'PUT', 'DELETE'), 12),
        sent: bodyOf(fc.constant(bytes)),
      })
      .map(({ sent, ...about }) => ({ ...about, ...sent })),
  );
}

type QueryEvent = Parameters<KeptVerdex['queryApi']>[0];

export function eventOf({ authorization, contentType, ...about }: HostileRequest): QueryEvent {
  const event = makeHttpApiEvent({
    ...about,
    headers: {
      ...about.headers,
      ...(authorization !== undefined && { authorization }),
      ...(contentType !== undefined && { 'content-type': contentType }),
    },
    ...(about.headers?.cookie !== undefined && { cookies: [about.headers.cookie] }),
  });
  return event as QueryEvent;
}

/** Bodies for the routes of the query API that change something: good, nearly good, and none. */
import fc from 'fast-check';
import { humeJobId, KEPT_JOBS } from './kept-jobs.ts';
import { keptVendorPath, replayPath, vendorText } from './requests.ts';
import { anyBytes, anyJsonText, anyText, MARKER, mostly } from './texts.ts';

const quoted = (text: string) => JSON.stringify(text);
const text = anyText.map(quoted);
const oddly = (...usual: string[]) => mostly(fc.constantFrom(...usual), anyJsonText, 9);
const maybe = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined });
const moments = [
  '"2026-03-02T00:00:00Z"',
  '"2026-03-01T00:00:00+14:00"',
  '"2026-02-30T00:00:00Z"',
  '"0000-01-01T00:00:00Z"',
  '"0000-01-01T00:00:00+01:00"',
  '"9999-12-31T23:59:59-01:00"',
];

/** JSON objects of these fields, in text, with now and then one that does not belong. */
function objectOf(fields: Record<string, fc.Arbitrary<string | undefined>>): fc.Arbitrary<Buffer> {
  const more = mostly(
    fc.constant<[string, string][]>([]),
    fc.tuple(fc.constantFrom('more', '__proto__', 'vendor'), anyJsonText).map((pair) => [pair]),
    9,
  );
  return fc.record({ fields: fc.record(fields), more }).map(({ fields, more }) => {
    const all = [...Object.entries(fields), ...more].filter(([, json]) => json !== undefined);
    return Buffer.from(`{${all.map(([name, json]) => `${quoted(name)}:${json}`).join(',')}}`);
  });
}

const vendor = oddly('"hume"', '"hive"');
const announced = fc.constant(quoted(humeJobId(1)));
/** Without the marker, for a job's id is given back. */
const jobId = fc
  .oneof(oddly(...KEPT_JOBS.map((job) => quoted(job.jobId)), quoted('a-new-task')), fc.uuid().map(quoted), announced)
  .map((json) => json.replaceAll(MARKER, 'task'));
const ref = mostly(fc.constantFrom('"an announced file"', '"another file"'), text, 2);

const minting = objectOf({
  vendor,
  ref: maybe(ref),
  expiresInSeconds: maybe(oddly('60', '3600', '59', '1e99', '"60"')),
  bindFirst: maybe(oddly('true', 'false')),
});
const announcing = objectOf({ vendor, jobId, ref: maybe(ref), expectBy: maybe(oddly(...moments)) });
const replaying = objectOf({
  status: oddly('"parked"', '"failed"', '"waiting"', '"expected"', '"indexed"', '"running"'),
  reason: maybe(mostly(fc.constantFrom('"not"', '"e"'), text, 2)),
  from: maybe(oddly(...moments)),
  dryRun: maybe(oddly('true', 'false')),
  limit: maybe(oddly('1', '500', '501', '0', '-0')),
  cursor: mostly(fc.constant(undefined), mostly<string | undefined>(fc.constant('"e30"'), text), 3),
});
const adopting = objectOf({ since: maybe(oddly(...moments)) });

/** A path that takes such a body, and the body; now and then one that is none of them. */
const sentTo = (path: fc.Arbitrary<string>, bodies: fc.Arbitrary<Buffer>) =>
  fc.record({ path, bytes: fc.oneof({ weight: 9, arbitrary: bodies }, { weight: 2, arbitrary: anyBytes }, tooLong) });
const tooLong = fc.integer({ min: -1, max: 1 }).map((more) => Buffer.alloc(65_536 + more, ' '));

export const queryBody = fc.oneof(
  sentTo(fc.constant('/callback-urls'), minting),
  sentTo(fc.constant('/jobs'), announcing),
  sentTo(fc.constant('/jobs/replay'), replaying),
  sentTo(replayPath, anyBytes),
  sentTo(keptVendorPath(mostly(fc.constant('hume'), vendorText, 2)), adopting),
);

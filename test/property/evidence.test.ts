/** Whatever a vendor's result says and however it is written: each maximum is at the place that its summary gives. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Malformed, Permanent } from '../../lib/platform/errors.ts';
import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { RawRanges } from '../../lib/raw/raw-store.ts';
import type { FileSummary, Place } from '../../lib/summaries/file-summary.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../../lib/vendors/vendor.ts';
import { anyHiveResult, HIVE_ZONES } from '../support/oracle/any-hive-result.ts';
import { anyHumeResult, HUME_ZONES } from '../support/oracle/any-hume-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { ORACLE_PARAMETERS, ORACLE_RUNS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { type Document, spelled } from '../support/oracle/spelled-json.ts';
import { AT, makeTestApp } from '../support/query-app.ts';
import { piecesOf, type Summarised, summarised } from '../support/result-bytes.ts';

type Maximum = { query: Record<string, string>; vendorName: string; score: number; place: Place };

function maximaOf({ emotions, moderation }: FileSummary): Maximum[] {
  const felt = Object.entries(emotions).flatMap(([model, { all, toxicity = {} }]) => [
    ...Object.entries(all).map(([emotion, { max, peak }]) => maximum({ model, emotion }, emotion, max, peak)),
    ...Object.entries(toxicity).map(([name, { max, peak }]) => maximum({ model, toxicity: name }, name, max, peak)),
  ]);
  const seen = Object.entries(moderation?.classes ?? {}).flatMap(([name, { max, at, product }]) =>
    max === null || at === null
      ? []
      : [maximum({ class: name }, name.endsWith(`@${product}`) ? name.slice(0, -product.length - 1) : name, max, at)],
  );
  return [...felt, ...seen];
}

function maximum(query: Record<string, string>, vendorName: string, score: number, place: Place): Maximum {
  return { query, vendorName, score, place };
}

/** The scores that an element gives to a name, in the words of the two vendors. */
function scoresIn(element: unknown, vendorName: string): unknown[] {
  if (typeof element !== 'object' || element === null) return [];
  const { name, class: ofClass, class_name, score, value } = element as Record<string, unknown>;
  const own = [name, ofClass, class_name].includes(vendorName) ? [score, value] : [];
  return [...own, ...Object.values(element).flatMap((inner) => scoresIn(inner, vendorName))];
}

/** Demands that each number be at its place, by the bytes and by the API, which reads them once for each. */
async function demandProof({ files }: Summarised, bytes: Buffer): Promise<string[]> {
  const raw = makeMemoryRawStore();
  let reads = 0;
  const readRange: RawRanges['readRange'] = (ref, range) => {
    reads += 1;
    return raw.readRange(ref, range);
  };
  const api = makeTestApp({ policies: [DEFAULT_POLICY], rawRanges: { readRange } });
  const ref = await raw.put('results/job-1', bytes);
  await api.addFiles(AT, ...files.map((file) => ({ ...file, raw: ref })));

  const proven: string[] = [];
  for (const { fileKey, vendor, jobId, ...file } of files) {
    for (const { query, vendorName, score, place } of maximaOf({ fileKey, vendor, jobId, ...file })) {
      const { begin, end } = place.bytes ?? { begin: Number.NaN, end: Number.NaN };
      const element: unknown = JSON.parse(bytes.subarray(begin, end).toString());
      // A -0 and a 0 are one score.
      expect(scoresIn(element, vendorName).map((each) => (each === 0 ? 0 : each))).toContain(score === 0 ? 0 : score);

      const { status, body } = await api.ask(
        `/files/${fileKey}/evidence?${new URLSearchParams({ vendor, jobId, ...query })}`,
      );
      expect({ status, ...body }).toMatchObject({ status: 200, ...query, range: { begin, end } });
      expect(body.element).toEqual(JSON.parse(JSON.stringify(element)));
      proven.push(Object.keys(query).join(' and '));
    }
    if (file.moderation?.severityClass) {
      const { status, body } = await api.ask(`/files/${fileKey}/evidence?vendor=${vendor}&jobId=${jobId}&class=any`);
      const { severity, severityClass, severityAt } = file.moderation;
      expect({ status, ...body }).toMatchObject({ status: 200, class: severityClass, headline: { severity } });
      expect(body.range).toEqual(severityAt?.bytes);
      proven.push('headline');
    }
  }
  expect(reads).toBe(proven.length);
  return proven;
}

const named = (...names: string[]) =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), score: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    selector: ({ name }) => name,
    minLength: 1,
  });
/** A text with toxicity, which is rare among all that Hume may say. */
const toxicText = fc
  .array(fc.record({ emotions: named('Joy', 'Awe'), toxicity: named('insult', 'threat', 'Joy') }), { minLength: 1 })
  .map((predictions): Document => {
    const models = { language: { grouped_predictions: [{ id: 'unknown', predictions }] } };
    return [{ source: { type: 'text' }, results: { predictions: [{ file: 'a.txt', models }] } }];
  });

type Vendors = Record<
  string,
  { anyResult: typeof anyHiveResult; zones: typeof HIVE_ZONES; summarise: Vendor['summarise'] }
>;
const vendors: Vendors = {
  hume: { anyResult: fc.oneof(anyHumeResult, toxicText), zones: HUME_ZONES, summarise: summariseHume },
  hive: { anyResult: anyHiveResult, zones: HIVE_ZONES, summarise: makeSummariseHive(DEFAULT_POLICY) },
};

test.each([
  ['hume', ['model and emotion', 'model and toxicity']],
  ['hive', ['class', 'headline']],
])(
  'every maximum of %s’s results can be proven by the element at its place',
  async (vendor, kinds) => {
    const { anyResult, zones, summarise } = vendors[vendor] ?? expect.unreachable();
    const proven = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyResult, anySpelling, anyCuts, async (document, spelling, cuts) => {
        const bytes = Buffer.from(spelled(document, spelling, zones));
        const pieces = piecesOf(
          bytes,
          cuts.map((share) => Math.floor(share * bytes.length)),
        );
        const result = await summarised(summarise, pieces, { jobId: 'job-1' }).catch(nothingRead);
        for (const kind of await demandProof(result, bytes)) proven.set(kind, (proven.get(kind) ?? 0) + 1);
      }),
      // A question for each number: a third of the runs takes as long as a comparison.
      { ...ORACLE_PARAMETERS, numRuns: Math.ceil(ORACLE_RUNS / 3) },
    );
    // The generator reaches what is to be proven, or the test above proves nothing.
    expect([...proven.keys()].toSorted()).toEqual(kinds);
    for (const count of proven.values()) expect(count).toBeGreaterThan(ORACLE_RUNS / 15);
  },
  ORACLE_TIMEOUT_MS,
);

/** What is refused, or of products that are not read, has no numbers. */
function nothingRead(error: unknown): Summarised {
  if (!(error instanceof Permanent || error instanceof Malformed)) throw error;
  const counts = { files: 0, predictions: 0, expected: null, complete: null, errorCount: 0 };
  return { files: [], report: { ...counts, failure: undefined, unknownClasses: [], changedHeads: [] } };
}

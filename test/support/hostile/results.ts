/** Lets the summarisers read anything: results gone bad, and what never was one. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Malformed, Permanent } from '../../../lib/platform/errors.ts';
import { fileSummarySchema } from '../../../lib/summaries/file-summary.ts';
import { DEFAULT_POLICY } from '../../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../../../lib/vendors/vendor.ts';
import { anyHiveResult, HIVE_ZONES } from '../oracle/any-hive-result.ts';
import { anyHumeResult, HUME_ZONES } from '../oracle/any-hume-result.ts';
import { anySpelling } from '../oracle/any-spelling.ts';
import { type Document, spelled, type Zones } from '../oracle/spelled-json.ts';
import { everyBytes, piecesOf, type Summarised, summarised } from '../result-bytes.ts';
import { fixturesOf, mutated, mutatedOf, unlikeAnything } from './mutations.ts';
import { demandDiscretion } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { mostly } from './texts.ts';

/** Of every product and model, in any spelling. */
const anyOf = (results: fc.Arbitrary<Document>, zones: Zones) =>
  fc.tuple(results, anySpelling).map(([result, spelling]) => {
    const text = spelled(result, spelling, zones);
    return { name: text, bytes: Buffer.from(text) };
  });
const generated = { hume: anyOf(anyHumeResult, HUME_ZONES), hive: anyOf(anyHiveResult, HIVE_ZONES) };

const resultOf = (vendor: 'hume' | 'hive') =>
  fc.record({
    result: mostly(fc.oneof(mutated(fixturesOf(vendor)), mutatedOf(generated[vendor])), unlikeAnything, 6),
    cuts: fc.array(fc.nat({ max: 20_000 }), { maxLength: 5 }),
    pieceBytes: fc.constantFrom(1, 3, 64, 4096),
  });
type HostileResult = ReturnType<typeof resultOf> extends fc.Arbitrary<infer T> ? T : never;

async function outcomeOf(reading: Promise<Summarised>): Promise<Summarised | Error> {
  return reading.catch((error: unknown) => {
    if (error instanceof Malformed || error instanceof Permanent) return error;
    throw error;
  });
}

function checkWith(summarise: Vendor['summarise']) {
  return async ({ result, cuts, pieceBytes }: HostileResult, saw: Saw): Promise<void> => {
    const bytes = result.bytes();
    const once = await outcomeOf(summarised(summarise, piecesOf(bytes, cuts)));
    const again = await outcomeOf(summarised(summarise, everyBytes(bytes, Math.max(pieceBytes, bytes.length >> 12))));
    if (once instanceof Error || again instanceof Error) {
      saw('refused');
      assert.ok(once instanceof Error && again instanceof Error, 'the same bytes are no result in other pieces');
      assert.equal(once.message, again.message);
      demandDiscretion(once.message);
      return;
    }
    saw(once.files.length > 0 ? 'read' : 'read, no files');
    assert.deepEqual(once, again, 'the same bytes say something else in other pieces');
    for (const file of once.files) {
      // As it is after it was kept: a number that is none would be null then.
      const kept = JSON.stringify(file);
      assert.equal(
        JSON.stringify(fileSummarySchema.parse(JSON.parse(kept))),
        JSON.stringify(fileSummarySchema.parse(file)),
      );
      const severity = file.moderation?.severity ?? null;
      assert.ok(severity === null || (severity >= 0 && severity <= 3), `severity ${severity}`);
    }
  };
}

export const humeSummaries = makeTarget({
  name: 'summarise, Hume',
  perThousand: 90,
  mustSee: ['refused', 'read'],
  cases: resultOf('hume'),
  check: checkWith(summariseHume),
});

export const hiveSummaries = makeTarget({
  name: 'summarise, Hive',
  perThousand: 90,
  mustSee: ['refused', 'read'],
  cases: resultOf('hive'),
  check: checkWith(makeSummariseHive(DEFAULT_POLICY)),
});

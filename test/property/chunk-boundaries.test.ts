/** What Verdex says of a result does not depend on where its bytes are cut on their way: neither a number nor its evidence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Permanent } from '../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import type { Vendor } from '../../lib/vendors/vendor.ts';
import { anyHiveResult, HIVE_ZONES } from '../support/oracle/any-hive-result.ts';
import { anyHumeResult, HUME_ZONES } from '../support/oracle/any-hume-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { ORACLE_PARAMETERS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { HIVE_DOCUMENTS, HUME_DOCUMENTS } from '../support/oracle/small-documents.ts';
import { type Document, PLAIN, type Spelling, spelled, type Zones } from '../support/oracle/spelled-json.ts';
import { everyBytes, piecesOf, type Summarised, summarised } from '../support/result-bytes.ts';

const summariseHive = makeSummariseHive(DEFAULT_POLICY);
const context = { jobId: 'job-1' };

const ODD: Spelling = {
  seed: 7,
  space: 'random',
  escapes: 'some',
  numbers: 'odd',
  keyOrder: 'random',
  unknownKeys: 0.1,
};

/** A result with nothing that is read is refused, wherever it is cut. */
async function outcomeOf(
  summarise: Vendor['summarise'],
  pieces: readonly Uint8Array[],
): Promise<Summarised | 'refused'> {
  try {
    return await summarised(summarise, pieces, context);
  } catch (error) {
    if (error instanceof Permanent) return 'refused';
    throw error;
  }
}

async function expectSameAtEveryCut(summarise: Vendor['summarise'], bytes: Uint8Array): Promise<void> {
  const whole = await outcomeOf(summarise, [bytes]);
  expect(await outcomeOf(summarise, everyBytes(bytes, 1))).toEqual(whole);
  const wanted = JSON.stringify(whole);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const found = await outcomeOf(summarise, piecesOf(bytes, [cut]));
    // The comparison in full is a hundred times as slow.
    if (JSON.stringify(found) !== wanted) expect(found, `cut at ${cut}`).toEqual(whole);
  }
}

describe.each([
  ['as short as can be', PLAIN],
  ['oddly', ODD],
])('cut at every byte, spelt %s', (_, spelling) => {
  test.each(Object.entries(HUME_DOCUMENTS))('Hume: %s', async (__, document) => {
    await expectSameAtEveryCut(summariseHume, Buffer.from(spelled(document, spelling, HUME_ZONES)));
  });

  test.each(Object.entries(HIVE_DOCUMENTS))('Hive: %s', async (__, document) => {
    await expectSameAtEveryCut(summariseHive, Buffer.from(spelled(document, spelling, HIVE_ZONES)));
  });
});

const VENDORS: [string, Vendor['summarise'], fc.Arbitrary<Document>, Zones][] = [
  ['Hume', summariseHume, anyHumeResult, HUME_ZONES],
  ['Hive', summariseHive, anyHiveResult, HIVE_ZONES],
];

test.each(VENDORS)(
  'cut anywhere, and into single bytes: %s',
  async (_, summarise, documents, zones) => {
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(documents, anySpelling, anyCuts, async (document, spelling, shares) => {
        const bytes = Buffer.from(spelled(document, spelling, zones));
        const whole = await outcomeOf(summarise, [bytes]);
        const pieces = piecesOf(
          bytes,
          shares.map((share) => Math.floor(share * bytes.length)),
        );
        expect(await outcomeOf(summarise, pieces)).toEqual(whole);
        if (bytes.length < 5000) expect(await outcomeOf(summarise, everyBytes(bytes, 1))).toEqual(whole);
        cuts += pieces.length - 1;
      }),
      ORACLE_PARAMETERS,
    );
    expect(cuts).toBeGreaterThan(ORACLE_PARAMETERS.numRuns);
  },
  ORACLE_TIMEOUT_MS,
);

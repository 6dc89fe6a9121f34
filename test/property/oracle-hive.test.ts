/** Hive's summaries against a plain reading of the whole task, which shares no code with what makes them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Permanent } from '../../lib/platform/errors.ts';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { anyHiveResult, HIVE_ZONES } from '../support/oracle/any-hive-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { expectFound } from '../support/oracle/expect-found.ts';
import { hiveOracle } from '../support/oracle/hive-oracle.ts';
import { parsed } from '../support/oracle/json.ts';
import { ORACLE_PARAMETERS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { spelled } from '../support/oracle/spelled-json.ts';
import { piecesOf, summarised } from '../support/result-bytes.ts';

const summarise = makeSummariseHive(DEFAULT_POLICY);
const context = fc.record({
  jobId: fc.option(fc.constant('job-1'), { nil: undefined }),
  ref: fc.option(fc.constant('mine'), { nil: undefined, freq: 4 }),
});

test(
  'every product’s result, however it is written, is what a plain reading of it says',
  async () => {
    const products = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyHiveResult, anySpelling, context, anyCuts, async (document, spelling, about, cuts) => {
        const bytes = Buffer.from(spelled(document, spelling, HIVE_ZONES));
        const found = hiveOracle(parsed(bytes), about, DEFAULT_POLICY);
        if (found === 'nothing is read') {
          await expect(summarised(summarise, bytes, about)).rejects.toThrow(Permanent);
          return;
        }
        const whole = await summarised(summarise, bytes, about);
        expectFound(whole, found, bytes);
        for (const { identity, fileKey } of whole.files) expect(fileKey).toBe(fileKeyOf(identity));

        const pieces = piecesOf(
          bytes,
          cuts.map((share) => Math.floor(share * bytes.length)),
        );
        expect(await summarised(summarise, pieces, about)).toEqual(whole);
        for (const { coverage } of whole.files) for (const { product } of coverage.models ?? []) products.add(product);
      }),
      ORACLE_PARAMETERS,
    );
    // The generator reaches every product, or the test above proves nothing.
    expect([...products].toSorted()).toEqual([
      'ai-generated',
      'ai-music',
      'audio',
      'deepfake',
      'detection',
      'speech',
      'text',
      'unknown',
      'visual',
    ]);
  },
  ORACLE_TIMEOUT_MS,
);

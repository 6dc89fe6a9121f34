/** Hume's summaries against a plain reading of the whole result, which shares no code with what makes them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { anyHumeResult, HUME_ZONES } from '../support/oracle/any-hume-result.ts';
import { anyCuts, anySpelling } from '../support/oracle/any-spelling.ts';
import { expectFound } from '../support/oracle/expect-found.ts';
import { humeOracle } from '../support/oracle/hume-oracle.ts';
import { parsed } from '../support/oracle/json.ts';
import { ORACLE_PARAMETERS, ORACLE_TIMEOUT_MS } from '../support/oracle/runs.ts';
import { spelled } from '../support/oracle/spelled-json.ts';
import { piecesOf, summarised } from '../support/result-bytes.ts';

const context = fc.record({
  jobId: fc.option(fc.constant('job-1'), { nil: undefined }),
  ref: fc.option(fc.constant('mine'), { nil: undefined, freq: 4 }),
});

test(
  'every model’s result, however it is written, is what a plain reading of it says',
  async () => {
    let models = 0;
    await fc.assert(
      fc.asyncProperty(anyHumeResult, anySpelling, context, anyCuts, async (document, spelling, about, cuts) => {
        const bytes = Buffer.from(spelled(document, spelling, HUME_ZONES));
        const found = humeOracle(parsed(bytes), about);
        const whole = await summarised(summariseHume, bytes, about);
        expectFound(whole, found, bytes);
        for (const { identity, fileKey } of whole.files) expect(fileKey).toBe(fileKeyOf(identity));

        const pieces = piecesOf(
          bytes,
          cuts.map((share) => Math.floor(share * bytes.length)),
        );
        expect(await summarised(summariseHume, pieces, about)).toEqual(whole);
        models += whole.files.flatMap(({ emotions }) => Object.keys(emotions)).length;
      }),
      ORACLE_PARAMETERS,
    );
    // The generator reaches what is to be compared, or the test above proves nothing.
    expect(models).toBeGreaterThan(ORACLE_PARAMETERS.numRuns);
  },
  ORACLE_TIMEOUT_MS,
);

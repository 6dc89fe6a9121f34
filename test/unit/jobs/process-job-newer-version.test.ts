import { describe, expect, test } from 'vitest';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import { resultBytes } from '../../support/fake-vendor.ts';
import { EARLY } from '../../support/job-records.ts';
import { CALLED_BACK, MINUTE_MS, makeVerdex, TWO_FILES } from '../../support/verdex-in-memory.ts';

const OF_NEWER = 'a newer version of Verdex wrote its rows';
const OTHER = resultBytes({ files: [{ ref: 'b', hate: 1 }] });
const FAILURE = resultBytes({ files: [], failure: 'no face in it' });
type Verdex = ReturnType<typeof makeVerdex>;

/** Indexed, and then the row of one of its files was made again by a newer version, whether or not it came to tell. */
async function withNewerRow(isTold: boolean, jobEnds = resultBytes(TWO_FILES)): Promise<Verdex> {
  const verdex = makeVerdex();
  await verdex.callBack(CALLED_BACK, resultBytes(TWO_FILES));
  await verdex.process(CALLED_BACK);
  if (!jobEnds.equals(resultBytes(TWO_FILES))) {
    await verdex.callBack(CALLED_BACK, jobEnds);
    await verdex.process(CALLED_BACK);
  }
  const [summary] = await verdex.summariesOf('ref:b');
  if (summary === undefined) throw new Error('no rows');
  const { at, ...about } = summary;
  await verdex.index.replaceJob(CALLED_BACK, at).put({ ...about, schema: 'newer', indexVersion: INDEX_VERSION + 1 });
  if (isTold) await tellOfVersion(verdex, INDEX_VERSION + 1);
  verdex.clock.advance(MINUTE_MS);
  return verdex;
}

async function tellOfVersion({ store, jobOf }: Verdex, indexVersion: number): Promise<void> {
  const { indexed, ...job } = await jobOf(CALLED_BACK);
  await store.write({ ...job, indexed: indexed && { ...indexed, indexVersion } }, job.revision);
}

describe.each([true, false])('over a row that a newer version wrote (and told the ledger: %s),', (isTold) => {
  test.each([
    ['indexed', resultBytes(TWO_FILES), `its rows could not be made again: ${OF_NEWER}`],
    ['failed', FAILURE, 'no face in it'],
  ] as const)('a rebuild of a job that is %s claims nothing', async (status, body, reason) => {
    const verdex = await withNewerRow(isTold, body);
    const { indexed } = await verdex.jobOf(CALLED_BACK);
    await verdex.ledger.rebuild(CALLED_BACK);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status, reason, indexed, rebuilds: null });
    expect(await verdex.summariesOf('ref:b')).toMatchObject([{ schema: 'newer' }]);
  });

  test('another result waits for a worker of that version, which then has all of it', async () => {
    const verdex = await withNewerRow(isTold);
    const { indexed } = await verdex.jobOf(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, OTHER);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'waiting', reason: OF_NEWER, indexed });
    expect(await verdex.summariesOf('ref:b')).toMatchObject([{ schema: 'newer' }]);

    // As if this one were of that version, from now on.
    const [summary] = await verdex.summariesOf('ref:b');
    if (summary === undefined) throw new Error('no rows');
    Object.assign(summary, { indexVersion: INDEX_VERSION });
    await tellOfVersion(verdex, INDEX_VERSION);
    verdex.clock.advance(MINUTE_MS);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'indexed', reason: null });
  });

  test('another result is parked when no such worker came in three days', async () => {
    const verdex = await withNewerRow(isTold);
    const { indexed } = await verdex.jobOf(CALLED_BACK);
    await verdex.callBack(CALLED_BACK, OTHER);
    await verdex.process(CALLED_BACK);
    verdex.clock.advance(73 * 60 * MINUTE_MS);
    await verdex.process(CALLED_BACK);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({
      status: 'parked',
      reason: `given up after 3 days: ${OF_NEWER}`,
      indexed,
    });
  });

  test('the failure of the job waits too: which rows it leaves is for that version', async () => {
    const verdex = await withNewerRow(isTold);
    await verdex.callBack(CALLED_BACK, FAILURE);
    await verdex.process(CALLED_BACK);
    expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'waiting', reason: OF_NEWER });
    expect(await verdex.summariesOf('ref:b')).toMatchObject([{ schema: 'newer', at: EARLY }]);
  });
});

test('a result without the file of which a newer version wrote a row waits too: nobody here may remove it', async () => {
  const verdex = await withNewerRow(false);
  const { indexed } = await verdex.jobOf(CALLED_BACK);
  await verdex.callBack(CALLED_BACK, resultBytes({ files: [{ ref: 'a', Joy: 0.1 }] }));
  await verdex.process(CALLED_BACK);
  expect(await verdex.jobOf(CALLED_BACK)).toMatchObject({ status: 'waiting', reason: OF_NEWER, indexed });
  expect(await verdex.filesOf(CALLED_BACK)).toEqual(['ref:a', 'ref:b']);
});

import { expect, test } from 'vitest';
import { makeExamine } from '../../../lib/doctor/examine.ts';
import { jobSchema } from '../../../lib/jobs/job.ts';
import { makeDeployment } from '../../support/hostile/damaged-deployment.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');

async function foundIn({ jobRecords: records, jobs, rows, raw }: Awaited<ReturnType<typeof makeDeployment>>) {
  const examine = makeExamine({
    records,
    jobs,
    rows,
    rawStore: raw,
    isQuick: false,
    now: () => NOW,
    onProgress: () => {},
  });
  return Array.fromAsync(examine.all());
}

test('a record under the key of another job is told, and never rewritten: it would take the other’s place', async () => {
  const deployment = await makeDeployment(['hume', 'hive']);
  const record = deployment.records.get('hive#job-1');
  deployment.records.set('hive#job-1', { ...record, jobId: 'job-0', vendor: 'hume', job: 'hive#job-1' });
  const found = await foundIn(deployment);
  expect(found.filter(({ kind }) => kind === 'record misplaced')).toMatchObject([
    { job: { vendor: 'hive', jobId: 'job-1' }, repair: undefined },
  ]);
  expect(found.map(({ repair }) => repair?.by)).not.toContain('rewriting the record');
});

test.each(['soon', '2026-03-01', '2026-03-01T13:00:00+02:00'])(
  'a job due at %s, which no sweep finds as it should, is made due',
  async (dueAt) => {
    const deployment = await makeDeployment(['hume']);
    const record = deployment.records.get('hume#job-0');
    deployment.records.set('hume#job-0', { ...record, job: 'hume#job-0', status: 'waiting', dueAt });
    const [{ repair } = { repair: undefined }] = (await foundIn(deployment)).filter(
      ({ kind }) => kind === 'no due time',
    );
    expect(repair).toMatchObject({ by: 'rewriting the record', mended: { dueAt: NOW.toISOString() } });
  },
);

test('an object that the record says two digests of is read for each', async () => {
  const deployment = await makeDeployment(['hume']);
  const { records } = deployment;
  const record = records.get('hume#job-0');
  const { indexed } = jobSchema.parse(record);
  const other = { ...indexed, raw: { ...indexed?.raw, sha256: 'another' } };
  records.set('hume#job-0', { ...record, job: 'hume#job-0', indexed: other });
  expect((await foundIn(deployment)).map(({ kind }) => kind)).toContain('raw changed');
});

test('a file key that no table takes is told', async () => {
  const deployment = await makeDeployment(['hume']);
  const { records } = deployment;
  const record = records.get('hume#job-0');
  const { indexed } = jobSchema.parse(record);
  records.set('hume#job-0', { ...record, job: 'hume#job-0', indexed: { ...indexed, fileKeys: [''] } });
  expect(await foundIn(deployment)).toMatchObject([{ kind: 'rows wrong', repair: { by: 'rebuilding the rows' } }]);
});

test('a summary under another file’s key is wrong, whatever that key is', async () => {
  for (const fileKey of ['A', 'A'.repeat(22)]) {
    const deployment = await makeDeployment(['hume']);
    const { table } = deployment;
    for (const [place, row] of table.entries()) table[place] = { ...row, fileKey };
    const found = await foundIn(deployment);
    expect(found.map(({ kind }) => kind)).toContain('rows wrong');
  }
});

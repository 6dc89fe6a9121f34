import { expect, test } from 'vitest';
import type { Finding, Repair } from '../../../lib/doctor/finding.ts';
import { makeMend } from '../../../lib/doctor/mend.ts';

const JOB = { vendor: 'hive', jobId: 'job-1' };

function finding(kind: Finding['kind'], fileKey?: string, changes: Partial<Finding> = {}): Finding {
  const repair: Repair = { by: 'rebuilding the rows', job: JOB };
  return {
    kind,
    job: JOB,
    ...(fileKey !== undefined && { fileKey }),
    detail: `${kind} of ${fileKey}`,
    repair,
    ...changes,
  };
}

/** What came of each of the findings, where a repair leaves what it leaves. */
async function mending(findings: readonly Finding[], left: (ran: Repair[]) => Finding[], problem?: string) {
  const ran: Repair[] = [];
  const repair = async (wanted: Repair) => {
    ran.push(wanted);
    return problem;
  };
  const again = async ({ job }: Finding) => left(ran).filter(({ job: { jobId } }) => jobId === job.jobId);
  const mend = makeMend({ examine: { again }, repair });
  const outcomes: (string | undefined)[] = [];
  for (const one of findings) outcomes.push(await mend(one));
  return { outcomes, ran: ran.length };
}

test('of two files of a job whose rows are made again once, one may still be wrong', async () => {
  const [first, second] = [finding('rows missing', 'a'), finding('rows missing', 'b')];
  expect(await mending([first, second], () => [second])).toEqual({ outcomes: [undefined, 'it is still so'], ran: 1 });
  expect(await mending([second, first], () => [second])).toEqual({ outcomes: ['it is still so', undefined], ran: 1 });
});

test('of two things that are wrong with a job, one may still be so', async () => {
  const raw = finding('record misplaced', undefined, { repair: undefined });
  const [rows, coverage] = [finding('rows wrong', 'a'), finding('coverage wrong')];
  const { outcomes } = await mending([raw, rows], () => [raw]);
  expect(outcomes).toEqual(['nothing that is kept says what would be right', undefined]);
  expect((await mending([coverage], () => [coverage])).outcomes).toEqual(['it is still so']);
});

test('a file that is wrong in another way than before is not mended', async () => {
  const { outcomes } = await mending([finding('rows missing', 'a')], () => [finding('rows wrong', 'a')]);
  expect(outcomes).toEqual(['now rows wrong: rows wrong of a']);
});

test('what could be seen only once the rows were there is told', async () => {
  const { outcomes } = await mending([finding('rows missing', 'a')], () => [finding('coverage wrong')]);
  expect(outcomes).toEqual(['now coverage wrong: coverage wrong of undefined']);
});

test('each kind of repair of a job is run, and the job looked at after each', async () => {
  const rewritten = finding('due though settled', undefined, {
    repair: { by: 'removing the rows', job: JOB, fileKey: 'z', rows: [], revision: 1 },
  });
  const rows = finding('rows missing', 'a');
  const left = (ran: Repair[]) => (ran.length === 2 ? [] : [rows]);
  expect(await mending([rewritten, rows], left)).toEqual({ outcomes: [undefined, undefined], ran: 2 });
});

test('why a repair could not be done is told of all that it was for', async () => {
  const found = [finding('rows missing', 'a'), finding('coverage wrong')];
  const outcomes = ['a worker has the job', 'a worker has the job'];
  expect(await mending(found, () => [], 'a worker has the job')).toEqual({ outcomes, ran: 1 });
});

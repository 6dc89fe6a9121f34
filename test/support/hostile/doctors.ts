/** Has the doctor look through tables that are damaged, and mend what it can. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeExamine } from '../../../lib/doctor/examine.ts';
import { FINDING_KINDS, type Finding } from '../../../lib/doctor/finding.ts';
import { makeRepair } from '../../../lib/doctor/repair.ts';
import { storedRowSchema } from '../../../lib/index/stored-rows.ts';
import { jobSchema } from '../../../lib/jobs/job.ts';
import { makeLedger } from '../../../lib/jobs/ledger.ts';
import { damage, damaged } from './damaged.ts';
import { makeDeployment } from './damaged-deployment.ts';
import { NOW } from './kept-jobs.ts';
import type { Mutation } from './mutations.ts';
import { demandDiscretion } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyText, MARKER, mostly } from './texts.ts';

const VENDORS = ['hume', 'hive', 'hive'];
/** The keys of what is found are told. */
const key = anyText.map((text) => text.replaceAll(MARKER, 'key')).filter((text) => text !== '');
const damages = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('record'), which: fc.nat(), changes: damage }),
    fc.record({ what: fc.constant('row'), which: fc.nat(), changes: damage }),
    fc.record({
      what: fc.constant('item'),
      which: fc.nat(),
      to: mostly(fc.constantFrom('summary#', 'x', 'summary#hive#job-9', 'severity#hume#job-0#a'), key),
    }),
    fc.record({
      what: fc.constant('file'),
      which: fc.nat(),
      to: mostly(fc.constantFrom('A', '-', 'A'.repeat(22)), key),
    }),
    fc.record({
      what: fc.constant('job'),
      which: fc.nat(),
      to: mostly(
        fc.constantFrom('#', 'hive#job-9', 'hive#a#b'),
        key.map((text) => `${text}#${text}`),
      ),
    }),
    fc.record({ what: fc.constantFrom('no record', 'no row', 'no bytes'), which: fc.nat() }),
  ),
  { minLength: 1, maxLength: 4 },
);
const situation = fc.record({ damages, isQuick: fc.boolean() });
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;
type Damage = { what: string; which: number; changes?: Mutation[]; to?: string };
type Deployment = Awaited<ReturnType<typeof makeDeployment>>;

/** Answers the keys of the records that it touched. */
async function apply(deployment: Deployment, { what, which, changes = [], to = '' }: Damage): Promise<string[]> {
  const { records, table, raw } = deployment;
  const [name = ''] = [...records.keys()].slice(which % Math.max(1, records.size));
  const place = which % Math.max(1, table.length);
  const record = records.get(name);
  const row = table[place];
  if (what === 'no bytes') await raw.put(`imports/hive/job-${which % VENDORS.length}`, Buffer.alloc(which % 3));
  if (record !== undefined && what === 'record') records.set(name, { ...damaged(record, changes), job: name });
  if (record !== undefined && ['no record', 'job'].includes(what)) records.delete(name);
  // A record under another's key would be the other's.
  if (record !== undefined && what === 'job' && !records.has(to)) records.set(to, { ...record, job: to });
  if (row !== undefined && what === 'no row') table.splice(place, 1);
  if (row !== undefined && what === 'row') {
    table[place] = storedRowSchema.parse({ ...damaged(row, changes), fileKey: row.fileKey, item: row.item });
  }
  if (row !== undefined && what === 'item') table[place] = { ...row, item: to };
  if (row !== undefined && what === 'file') table[place] = { ...row, fileKey: to };
  return ['record', 'no record', 'job'].includes(what) ? [name, to] : [];
}

async function check({ damages, isQuick }: Situation, saw: Saw): Promise<void> {
  const deployment = await makeDeployment(VENDORS);
  const { records, raw, jobs, jobRecords, rows } = deployment;
  const touched = new Set<string>();
  for (const one of damages) for (const name of await apply(deployment, one)) touched.add(name);
  const examine = makeExamine({
    records: jobRecords,
    jobs,
    rows,
    rawStore: raw,
    isQuick,
    now: () => NOW,
    onProgress: () => {},
  });
  const found = await Array.fromAsync(examine.all());
  if (found.length === 0) saw('nothing found');
  for (const { kind, detail } of found) {
    saw(kind);
    assert.ok(Object.hasOwn(FINDING_KINDS, kind));
    // By which name the bytes were kept is told.
    if (!kind.startsWith('raw ')) demandDiscretion(detail);
  }
  const before = new Map(records);
  await mendAll(deployment, found);
  for (const [name, record] of before) {
    const now = records.get(name);
    assert.ok(now !== undefined, 'a record is gone');
    if (touched.has(name)) continue;
    const [was, is] = [jobSchema.parse(record), jobSchema.parse(now)];
    // It may be owed anew; what it is of stays.
    assert.deepEqual(
      [is.jobId, is.vendor, is.indexed, is.createdAt],
      [was.jobId, was.vendor, was.indexed, was.createdAt],
    );
    assert.deepEqual(is.history.slice(0, was.history.length), was.history);
  }
  const again = await Array.fromAsync(examine.all());
  // Of what was rewritten nothing is left to be rewritten.
  const isRewriting = ({ repair }: Finding) => repair?.by === 'rewriting the record';
  assert.deepEqual(
    again.filter(isRewriting).map(({ kind }) => kind),
    [],
  );
}

async function mendAll({ jobs, rows }: Deployment, found: readonly Finding[]): Promise<void> {
  let leases = 0;
  const ledger = makeLedger({ store: jobs, now: () => NOW, newLeaseId: () => `lease-${++leases}` });
  const repair = makeRepair({ jobs, ledger, rows, processJob: async () => {} });
  for (const { repair: wanted } of found) {
    if (wanted === undefined) continue;
    const problem = await repair(wanted);
    demandDiscretion(problem ?? '');
  }
}

export const doctors = makeTarget({
  name: 'verdex doctor, damaged tables',
  perThousand: 50,
  mustSee: ['record unreadable', 'record misplaced', 'rows missing', 'rows wrong', 'stray rows', 'raw changed'],
  cases: situation,
  check,
});

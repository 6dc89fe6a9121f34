/** Imports files of any kind into a deployment that has results already. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fileKindOf } from '../../../lib/imports/file-kind.ts';
import type { OpenedFile } from '../../../lib/imports/opened-file.ts';
import type { Source } from '../../../lib/imports/source.ts';
import { makeTemporaryCopy } from '../../../lib/imports/temporary-copy.ts';
import { type Job, jobSchema } from '../../../lib/jobs/job.ts';
import { callbackOf, humeJobIdOf, taskOf } from '../import-saved-results.ts';
import { makeImportWorld } from '../import-world.ts';
import { demandDiscretion } from './promises.ts';
import { type SavedFile, savedFile } from './saved-files.ts';
import { makeTarget, type Saw } from './target.ts';
import { mostly } from './texts.ts';

const KEPT = { hume: humeJobIdOf(1), hive: 'task-1' };
const hostileImport = fc.record({
  vendor: fc.constantFrom('hume', 'hive'),
  files: fc.array(savedFile, { minLength: 1, maxLength: 3 }),
  isNamed: fc.boolean(),
  replace: mostly(fc.constant(false), fc.constant(true)),
  said: mostly(fc.constant({}), fc.constantFrom({ ref: 'a file' }, { jobId: KEPT.hume }), 9),
});
type HostileImport = typeof hostileImport extends fc.Arbitrary<infer T> ? T : never;
type World = ReturnType<typeof makeImportWorld>;

async function* inPieces(bytes: Buffer, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

function openInMemory(bytes: Buffer): OpenedFile {
  return {
    bytes: bytes.length,
    read: ({ begin, end } = { begin: 0, end: bytes.length }) => inPieces(bytes.subarray(begin, end), 700),
    close: async () => {},
  };
}

function sourceOf({ name, bytes }: SavedFile, isNamed: boolean): Source {
  const isPacked = fileKindOf(bytes).kind === 'gzip';
  return {
    name,
    isNamed,
    open: async (signal) => (isPacked ? makeTemporaryCopy(inPieces(bytes, 700), signal) : openInMemory(bytes)),
  };
}

async function check({ vendor, files, isNamed, replace, said }: HostileImport, saw: Saw): Promise<void> {
  const world = makeImportWorld();
  await importAll(world, 'hume', [{ name: 'a.json', bytes: Buffer.from(callbackOf(KEPT.hume, 'kept.mp4')) }]);
  await importAll(world, 'hive', [{ name: 'b.json', bytes: Buffer.from(taskOf(KEPT.hive)) }]);
  const kept = await Promise.all([world.jobOf(KEPT.hume), world.jobOf(KEPT.hive, 'hive')]);
  world.kept.length = 0;

  const wish = { vendor, isNamed, replace, ...said } as const;
  const tally = await importAll(world, vendor, files, wish);
  const { outcomes, counts } = tally;
  for (const [outcome, times] of Object.entries(outcomes)) if (times > 0) saw(outcome);
  if (counts.passedOver > 0) saw('passed over');
  const told = Object.values(outcomes).reduce((sum, times) => sum + times, 0);
  assert.equal(counts.files, files.length);
  assert.ok(told >= counts.documents, 'a document that nothing is told of');
  assert.ok(told + counts.passedOver <= counts.documents + files.length, 'told of twice');
  assert.equal(counts.underWay, 0);
  for (const { text } of tally.refused) demandDiscretion(textWithoutVendorsWords(text));
  for (const text of [...tally.passedOverGroups.keys()]) demandDiscretion(text);
  await demandKept(world, { vendor, files });
  if (!replace) {
    const after = await Promise.all([world.jobOf(KEPT.hume), world.jobOf(KEPT.hive, 'hive')]);
    assert.deepEqual(after.map(whatItIsOf), kept.map(whatItIsOf), 'a result that was there was changed');
    await demandNothingNew(world, { vendor, files, wish, was: tally });
  }
}

/** What a failed job, or a model that failed, says of it is the vendor's, and told. */
function textWithoutVendorsWords(text: string): string {
  return text.replace(/(its job is parked: |code ).*$/s, '$1');
}

type Wish = { isNamed?: boolean; replace?: boolean; ref?: string; jobId?: string };

async function importAll(
  world: World,
  vendor: string,
  files: readonly SavedFile[],
  { isNamed = true, ...wish }: Wish = {},
) {
  async function* sources() {
    for (const file of files) yield sourceOf(file, isNamed);
  }
  return world.importFrom(sources(), { vendor: vendor as 'hume' | 'hive', ...wish });
}

function whatItIsOf(job: Job | undefined) {
  return [job?.status, job?.indexed?.raw, job?.indexed?.fileKeys, job?.imported];
}

/** What was put into the store are bytes of these files, just as they are. */
async function demandKept(
  world: World,
  { vendor, files }: { vendor: string; files: readonly SavedFile[] },
): Promise<void> {
  const contents = files.map(({ bytes }) => contentOf(bytes)).filter((bytes) => bytes !== undefined);
  for (const key of world.kept) {
    const ref = { key, versionId: null, sha256: '', bytes: 0 };
    const bytes = Buffer.concat(await Array.fromAsync(await world.rawStore.read(ref)));
    assert.ok(
      contents.some((content) => content.includes(bytes)),
      `not the bytes of a file: ${key}`,
    );
    assert.ok(key.endsWith(createHash('sha256').update(bytes).digest('hex')), `not its digest: ${key}`);
    const [, , jobId = ''] = key.split('/');
    const job = jobSchema.parse(await world.jobOf(jobId, vendor));
    assert.ok(['indexed', 'failed', 'parked'].includes(job.status), `a job was left ${job.status}`);
  }
}

/** Undefined for gzip that is broken: what its beginning held is read, and never kept. */
function contentOf(bytes: Buffer): Buffer | undefined {
  if (fileKindOf(bytes).kind !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

type Again = { vendor: string; files: readonly SavedFile[]; wish: Wish; was: Awaited<ReturnType<typeof importAll>> };

/** Safe to repeat: what was taken is known. */
async function demandNothingNew(world: World, { vendor, files, wish, was }: Again): Promise<void> {
  world.kept.length = 0;
  const { outcomes } = await importAll(world, vendor, files, wish);
  assert.equal(outcomes.new + outcomes.replaced, 0, 'new once more');
  assert.equal(outcomes.failed, was.outcomes.failed);
  assert.equal(outcomes.left, 0);
}

export const imports = makeTarget({
  name: 'verdex import, the files',
  perThousand: 40,
  mustSee: ['new', 'known', 'refused', 'failed', 'replaced', 'passed over'],
  cases: hostileImport,
  check,
});

/** Files as people have saved them, and as nobody should have: several documents, cut, packed, in odd encodings. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { callbackOf, failureOf, humeJobIdOf, predictionsOf, taskOf } from '../import-saved-results.ts';
import { anyHiveResult, HIVE_ZONES } from '../oracle/any-hive-result.ts';
import { PLAIN, spelled } from '../oracle/spelled-json.ts';
import { fixturesOf, type Mutation, mutate, mutated } from './mutations.ts';
import { anyBytes, anyText, MARKER, mostly } from './texts.ts';

export type SavedFile = { name: string; bytes: Buffer };

/** Ids are told in what is refused: without the marker. */
const oddId = anyText.map((text) => JSON.stringify(text.replaceAll(MARKER, 'id')).slice(1, -1));
const humeId = mostly(fc.nat({ max: 4 }).map(humeJobIdOf), fc.oneof(oddId, fc.constant(humeJobIdOf(1).toUpperCase())));
const taskId = mostly(
  fc.nat({ max: 4 }).map((n) => `task-${n}`),
  oddId,
);
const mediaName = fc.constantFrom('a.mp4', 'b.mp4');
const document = fc
  .oneof(
    fc.tuple(humeId, mediaName).map(([id, name]) => callbackOf(id, name)),
    humeId.map(failureOf),
    mediaName.map(predictionsOf),
    taskId.map(taskOf),
    anyHiveResult.map((task) => spelled(task, PLAIN, HIVE_ZONES)),
  )
  .map((text) => Buffer.from(text));
const brokenDocument = mutated([...fixturesOf('hume'), ...fixturesOf('hive')]).map(({ bytes }) => bytes());

const mark = Buffer.from('\ufeff');
const between = mostly(
  fc.constantFrom('\n', '\n', '\r\n', '', ' ', '\n\n\n'),
  fc.constantFrom(',', '\u0000', '\ufeff', '\u2028'),
  12,
);
/** Some documents after each other, as JSON lines are. */
const lines = fc
  .tuple(fc.array(mostly(document, fc.oneof(brokenDocument, anyBytes), 3), { minLength: 1, maxLength: 4 }), between)
  .map(([documents, gap]) => Buffer.concat(documents.flatMap((bytes) => [bytes, Buffer.from(gap)])));
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('end'), at: fc.nat() }),
  fc.record({ kind: fc.constantFrom('flip', 'cut', 'repeat'), at: fc.nat(), length: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('insert'), at: fc.nat(), bytes: mostly(anyBytes, fc.constant(Buffer.from('\n'))) }),
);
const changed = (bytes: fc.Arbitrary<Buffer>) =>
  fc.tuple(bytes, fc.array(mutation, { maxLength: 2 })).map(([whole, changes]) => changes.reduce(mutate, whole));

const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from('[]')]);
/** Much of nothing, in few bytes. */
const bomb = gzipSync(Buffer.alloc(3_000_000, ' '));
const hugeLine = Buffer.from(`[${'{"source":null},'.repeat(40_000)}`);

const content = fc.oneof(
  { weight: 4, arbitrary: lines },
  { weight: 4, arbitrary: changed(lines) },
  { weight: 1, arbitrary: lines.map((bytes) => Buffer.concat([mark, bytes])) },
  { weight: 1, arbitrary: lines.map((bytes) => Buffer.from(String(bytes), 'utf16le')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(' ', '\n', '\ufeff'), lines)
      .map(([text, bytes]) => Buffer.concat([Buffer.from(text.repeat(5000)), bytes])),
  },
  { weight: 1, arbitrary: anyBytes },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Buffer.alloc(0), Buffer.alloc(9000, ' '), zip, hugeLine, Buffer.from([0x1f, 0x8b])),
  },
);
const packed = fc.oneof(
  { weight: 4, arbitrary: lines.map((bytes) => gzipSync(bytes)) },
  { weight: 3, arbitrary: changed(lines.map((bytes) => gzipSync(bytes))) },
  // Members after each other are one file to gzip.
  { weight: 1, arbitrary: fc.tuple(lines, lines).map((both) => Buffer.concat(both.map((bytes) => gzipSync(bytes)))) },
  { weight: 1, arbitrary: lines.map((bytes) => gzipSync(gzipSync(bytes))) },
  { weight: 1, arbitrary: fc.constantFrom(bomb, gzipSync(zip), gzipSync('')) },
);
const fileName = mostly(
  fc.constantFrom('a.json', 'b.jsonl', 'c.json.gz', 'notes.txt'),
  fc.oneof(
    fc.nat({ max: 4 }).map((n) => `${humeJobIdOf(n)}.json`),
    oddId,
  ),
);

export const savedFile: fc.Arbitrary<SavedFile> = fc.record({ name: fileName, bytes: mostly(content, packed, 3) });

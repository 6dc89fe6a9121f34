/** Whatever documents a file holds, and wherever its chunks end, they are found as they are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentsOf } from '../support/import-documents.ts';
import { piecesOf } from '../support/result-bytes.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('id', '"', '\\', '{', ']', '\n', ','),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, false)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
  ),
}));
const container = fc.oneof(fc.array(tree, { maxLength: 5 }), fc.dictionary(text, tree, { maxKeys: 5 }));
const document = fc
  .tuple(container, fc.constantFrom(undefined, 1, '\t', '\n'))
  .map(([value, space]) => JSON.stringify(value, undefined, space));
const blanks = fc.constantFrom('', '\n', ' ', '\r\n', '\n\n\t');

test('all documents are found, byte for byte', async () => {
  const file = fc.array(fc.tuple(document, blanks), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(file, fc.array(fc.nat(400), { maxLength: 40 }), fc.nat(3), async (documents, cuts, readPieces) => {
      const bytes = Buffer.from(documents.flat().join(''));
      const found = await documentsOf(piecesOf(bytes, cuts));
      expect(found.map(({ text }) => text)).toEqual(documents.map(([text]) => text));
      expect(found.every(({ problem }) => problem === undefined)).toBe(true);
      for (const { begin, line } of found) {
        expect(line).toBe(bytes.subarray(0, begin).toString('latin1').split('\n').length);
      }
      const givenUp = await documentsOf(piecesOf(bytes, cuts), readPieces);
      expect(givenUp.map(({ text: _, ...rest }) => rest)).toEqual(found.map(({ text: _, ...rest }) => rest));
    }),
    { numRuns: 300 },
  );
});

test('of JSON lines that are cut anywhere, all others are found', async () => {
  const line = container.map((value) => JSON.stringify(value));
  const cut = fc.record({
    before: fc.array(line, { maxLength: 3 }),
    line,
    after: fc.array(line, { maxLength: 3 }),
    at: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(cut, fc.array(fc.nat(400), { maxLength: 20 }), async ({ before, line, after, at }, cuts) => {
      const bytes = Buffer.from(line);
      const start = bytes.subarray(0, 1 + (at % (bytes.length - 1)));
      // After these a line may go on with a document as its value: then that one is taken for a part of it.
      fc.pre(!/[[:,]$/.test(start.toString('latin1')));
      const file = Buffer.concat([
        ...before.map((text) => Buffer.from(`${text}\n`)),
        start,
        Buffer.from('\n'),
        ...after.map((text) => Buffer.from(`${text}\n`)),
      ]);
      const found = await documentsOf(piecesOf(file, cuts));
      expect(found.filter(({ problem }) => problem === undefined).map(({ text }) => text)).toEqual([
        ...before,
        ...after,
      ]);
    }),
    { numRuns: 300 },
  );
});

test('no bytes at all make it throw, and none are found twice', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"', '\\', '\n', ',', ':', 'a', ' '), { maxLength: 200 })
      .map((parts) => Buffer.from(parts.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.nat(300), { maxLength: 20 }), async (bytes, cuts) => {
      const whole = await documentsOf(bytes);
      let end = 0;
      for (const document of whole) {
        expect(document.begin).toBeGreaterThanOrEqual(end);
        end = document.end;
      }
      expect(end).toBeLessThanOrEqual(bytes.length);
      expect(await documentsOf(piecesOf(bytes, cuts))).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

import { expect, test } from 'vitest';
import { progressOf, reportOf } from '../../../cli/import-report.ts';
import { makeImportTally } from '../../../lib/imports/import-tally.ts';

const REPORT = {
  files: 1,
  predictions: 1,
  expected: null,
  complete: null,
  errorCount: 0,
  failure: undefined,
  unknownClasses: [],
  changedHeads: [],
};
const at = (source: string, line = 1, begin = 0) => ({ source, line, begin });

test('what was nothing is not spoken of', () => {
  const tally = makeImportTally();
  Object.assign(tally.counts, { files: 1, documents: 1, bytes: 2_500_000 });
  tally.add({ outcome: 'new' }, at('a.json'));
  tally.addReport(REPORT);
  expect(reportOf(tally, { seconds: 0.5, isDryRun: false })).toBe(
    [
      '  looked at        1 file, 1 document, 2.5 MB in 0.5 s',
      '  new, indexed     1',
      '  already there    0',
      '  refused          0',
      '',
    ].join('\n'),
  );
});

test('everything else is, the most frequent reasons first', () => {
  const tally = makeImportTally();
  Object.assign(tally.counts, { files: 1234, documents: 5678, bytes: 1_500_000_000 });
  for (let byte = 1; byte <= 3; byte += 1) {
    tally.add({ outcome: 'refused', reason: `byte ${byte} should be a comma` }, at('b.jsonl', byte, byte * 10));
  }
  tally.add({ outcome: 'refused', reason: 'empty' }, at('c.json'));
  tally.add({ outcome: 'replaced' }, at('d.json'));
  tally.add({ outcome: 'failed' }, at('e.json'));
  tally.add({ outcome: 'left', reason: 'AWS failed: Throttling' }, at('f.json'));
  tally.passOver('not JSON', 'a.png');
  tally.addReport({
    ...REPORT,
    files: 0,
    errorCount: 2,
    complete: false,
    unknownClasses: ['odd'],
    changedHeads: ['visual/gun'],
  });
  tally.addMadeUp('8-4-4', at('d.json'));
  expect(reportOf(tally, { seconds: 10, isDryRun: true })).toBe(
    [
      'A dry run: nothing was written. What would be:',
      '  looked at        1,234 files, 5,678 documents, 1500 MB in 10.0 s',
      '  new              0',
      '  replaced         1  in the place of another result',
      '  already there    0',
      '  failed           1  at the vendor, as the result says; nothing to index',
      '  left             1  kept and recorded; the deployment goes on with them',
      '                   1 × AWS failed: Throttling',
      '  refused          4',
      '                   3 × byte 1 should be a comma',
      '                   1 × empty',
      '  passed over      1  files that are no JSON, of those that nobody named',
      '                   1 × not JSON (such as a.png)',
      '  without files    1  results that speak of no file',
      '  with errors      1  the vendor reported errors in them, or something was left out',
      '  incomplete       1  less is in them than there should be',
      '  unknown classes  1  odd',
      '  changed heads    1  visual/gun',
      '',
      'Refused (bytes in a reason count from the document’s first):',
      '  b.jsonl:1 (byte 10)  byte 1 should be a comma',
      '  b.jsonl:2 (byte 20)  byte 2 should be a comma',
      '  b.jsonl:3 (byte 30)  byte 3 should be a comma',
      '  c.json  empty',
      '',
      'Job ids made up of the bytes (the same bytes always give the same):',
      '  d.json  8-4-4',
      '',
    ].join('\n'),
  );
});

test('the first are named, the others counted', () => {
  const tally = makeImportTally();
  for (let line = 1; line <= 25; line += 1) tally.add({ outcome: 'refused', reason: 'empty' }, at('a', line, line));
  const report = reportOf(tally, { seconds: 1, isDryRun: false });
  expect(report).toContain('Refused (the first 20 of 25; ');
  expect(report).not.toContain('a:21');
});

test('no name and no word of a vendor’s moves the cursor', () => {
  const tally = makeImportTally();
  tally.add({ outcome: 'refused', reason: 'code \x1b[2J\n1' }, at('\x1b[31ma\nb'));
  tally.addReport({ ...REPORT, unknownClasses: ['\x1b[2K'] });
  tally.passOver('not JSON', '\x07');
  expect(reportOf(tally, { seconds: 1, isDryRun: false }).replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

test('progress is one line', () => {
  const tally = makeImportTally();
  Object.assign(tally.counts, { files: 12, bytes: 300_000_000, keptBytes: 1_200_000, underWay: 4 });
  tally.add({ outcome: 'known' }, at('a'));
  tally.add({ outcome: 'new' }, at('a'));
  tally.add({ outcome: 'refused', reason: 'empty' }, at('a'));
  expect(progressOf(tally, 4)).toBe('12 files, 300 MB read (75.0 MB/s), 1.2 MB kept; 2 done, 4 under way, 1 refused');
  expect(progressOf(makeImportTally(), 0)).toBe('0 files, 0.0 MB read, 0.0 MB kept; 0 done, 0 under way, 0 refused');
});

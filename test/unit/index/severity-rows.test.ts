import { describe, expect, test } from 'vitest';
import { searchRows } from '../../../lib/index/rows.ts';
import { entriesOf } from '../../../lib/vendors/hive/classes/class-registry.ts';
import { type ClassAbout, likely, makeFileSummary } from '../../support/index-summaries.ts';

const AT = '2026-03-01T12:00:00.000Z';
const PLACE = { time: { begin: 199.8, end: 199.8 }, bytes: { begin: 12_345_678, end: 12_350_000 } };

function rowsOf(classes: Record<string, number | ClassAbout>) {
  return searchRows(makeFileSummary({ vendor: 'hive', jobId: 'task-1', ref: 'a', classes }), AT);
}

/** Every visual class that is known, with a probability for each. */
function visual(probabilityOf: (entry: ReturnType<typeof entriesOf>[number]) => number) {
  const all = entriesOf('visual').map((entry) => {
    const { polarity, head } = entry;
    return [entry.class, likely(probabilityOf(entry), { polarity, head, at: PLACE })] as const;
  });
  return Object.fromEntries(all);
}

const bytesOf = (row: object) => Buffer.byteLength(JSON.stringify(row));

describe('the rows of a picture', () => {
  test('in which nothing is wrong are a few: those of what it is, and one to find it by if that is asked for', () => {
    const rows = rowsOf(
      visual(({ polarity, class: name }) => (polarity === 'safe' ? 0.99 : name === 'natural' ? 0.97 : 0.002)),
    );
    expect(rows.map(({ severityShard }) => String(severityShard).replace(/#\d$/, ''))).toEqual([
      'natural#p0.95',
      'any#p0',
    ]);
  });

  test('with one violation are two more at most', () => {
    const rows = rowsOf(
      visual(({ polarity, class: name }) => {
        if (name === 'gun_in_hand') return 0.93;
        return polarity === 'safe' ? 0.99 : name === 'natural' ? 0.97 : 0.002;
      }),
    );
    expect(rows.map(({ severityShard }) => String(severityShard).replace(/#\d$/, '')).toSorted()).toEqual([
      'any#p0.9',
      'gun_in_hand#p0.9',
      'natural#p0.95',
    ]);
  });

  test('that scores high in all 90 classes and more stay far below what DynamoDB keeps', () => {
    const rows = rowsOf({
      ...visual(() => 0.999_999_999_999_999),
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `a_class_that_nobody_knows_${index}`,
          likely(0.5, { isKnown: false }),
        ]),
      ),
      hate: 3,
    });
    const safe = entriesOf('visual').filter(({ polarity }) => polarity === 'safe').length;
    // A row for each class that is not known to be safe, and two headlines.
    expect(rows).toHaveLength(entriesOf('visual').length - safe + 40 + 1 + 2);
    expect(Math.max(...rows.map(bytesOf))).toBeLessThan(40_000);
  });

  test('the headline’s row of an ordinary one is a kilobyte', () => {
    const rows = rowsOf(
      visual(({ polarity, class: name }) => (polarity === 'safe' ? 0.99 : name === 'natural' ? 0.97 : 0.01)),
    );
    expect(bytesOf(rows.at(-1) ?? {})).toBeLessThan(1024);
  });
});

test('a file of which nothing was scored, or nothing above 0, has no row but its summary', () => {
  expect(rowsOf({})).toEqual([]);
  expect(rowsOf({ hate: 0, spam: { max: null }, yes_gun: likely(0.05) })).toEqual([]);
});

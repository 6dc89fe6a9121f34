import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Malformed } from '../../../lib/platform/errors.ts';
import { readCursor, writeCursor } from '../../../lib/platform/shard-cursor.ts';

test('of a list of 40 shards, read halfway in each, it leaves room in what API Gateway takes', () => {
  const places = Array.from({ length: 40 }, (_, position) => {
    const severityShard = `any#p0.95#${position}`;
    const fileKey = createHash('sha256').update(severityShard).digest('base64url').slice(0, 22);
    const at = new Date(Date.UTC(2026, 2, 1) + position * 7_654_321).toISOString();
    return [severityShard, { fileKey, item: `severity#hive#${randomUUID()}#any#p`, severityShard, at }] as const;
  });
  const cursor = writeCursor('the list', places);
  expect(cursor.length).toBeLessThan(4_000);
  expect(readCursor('the list', cursor)).toEqual(Object.fromEntries(places));
});

test('with something behind it is another spelling, and refused or the same', () => {
  const cursor = writeCursor('the list', [['a', { n: 1 }]]);
  for (const more of ['A', 'AA', '.', 'AAAA']) {
    const read = () => readCursor('the list', cursor + more);
    try {
      expect(read()).toEqual({ a: { n: 1 } });
    } catch (error) {
      expect(error).toBeInstanceOf(Malformed);
    }
  }
});

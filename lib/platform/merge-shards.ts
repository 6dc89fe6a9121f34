/**
 * One ordered, paged list out of several DynamoDB partitions. A hot index key is spread over shards so that no single
 * partition takes every write; here they come together again, each remembered at its own place in the cursor.
 */
import * as z from 'zod';
import { translatingAwsErrors } from './aws-errors.ts';
import { Malformed, Permanent } from './errors.ts';
import type { Page, PageRequest } from './pages.ts';
import { parseJson } from './parse-json.ts';

/** The key attributes of an item, from which DynamoDB goes on after it. */
const keyNumber = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const positionSchema = z.record(z.string(), z.union([z.string(), keyNumber]));
export type Position = z.infer<typeof positionSchema>;

const END = 'end';
const cursorSchema = z.strictObject({
  /** Names the list, so that a cursor of one query is not taken for another's. */
  list: z.string(),
  shards: z.record(z.string(), z.union([z.literal(END), positionSchema])),
});

export type ShardQuery<T> = (after: Position | undefined, limit: number) => Promise<{ values: T[]; hasMore: boolean }>;

export type ShardedList<T> = {
  /** What the list is, in full: table, keys and filters. */
  list: string;
  shards: ReadonlyMap<string, ShardQuery<T>>;
  positionOf: (value: T) => Position;
  /** The order that each shard already has. */
  compare: (a: T, b: T) => number;
};

type ShardState<T> = { name: string; values: T[]; hasMore: boolean; taken: number; after: Position | undefined };

/** Throws Malformed for a cursor that is not one of this list's. */
export async function mergeShards<T>(sharded: ShardedList<T>, { limit, cursor }: PageRequest): Promise<Page<T>> {
  const places = cursor === undefined ? undefined : readCursor(sharded.list, cursor);
  const states = await Promise.all(
    [...sharded.shards].map(async ([name, query]): Promise<ShardState<T>> => {
      const place = places?.[name];
      if (place === END) return { name, values: [], hasMore: false, taken: 0, after: undefined };
      const { values, hasMore } = await queryFrom(query, place, limit);
      return { name, values, hasMore, taken: 0, after: place };
    }),
  );

  const items: T[] = [];
  while (items.length < limit && !states.some(ranDry)) {
    const next = firstOf(states, sharded.compare);
    if (next === undefined) break;
    items.push(next.value);
    next.state.taken += 1;
    next.state.after = sharded.positionOf(next.value);
  }
  const isOver = states.every((state) => isExhausted(state));
  return { items, cursor: isOver ? undefined : writeCursor(sharded.list, states) };
}

/** A cursor with keys that DynamoDB refuses was not written by {@link writeCursor}. */
async function queryFrom<T>(query: ShardQuery<T>, after: Position | undefined, limit: number) {
  try {
    return await translatingAwsErrors(() => query(after, limit));
  } catch (error) {
    if (after !== undefined && error instanceof Permanent) throw badCursor();
    throw error;
  }
}

function firstOf<T>(states: readonly ShardState<T>[], compare: (a: T, b: T) => number) {
  let first: { state: ShardState<T>; value: T } | undefined;
  for (const state of states) {
    const value = state.values[state.taken];
    if (value !== undefined && (first === undefined || compare(value, first.value) < 0)) first = { state, value };
  }
  return first;
}

/** A shard answered less than it was asked for and has more: what it has may come before what others have. */
function ranDry<T>({ values, taken, hasMore }: ShardState<T>): boolean {
  return taken > 0 && taken === values.length && hasMore;
}

function isExhausted<T>({ values, taken, hasMore }: ShardState<T>): boolean {
  return taken === values.length && !hasMore;
}

function writeCursor<T>(list: string, states: readonly ShardState<T>[]): string {
  const places = states.map((state) => [state.name, isExhausted(state) ? END : state.after] as const);
  const shards = Object.fromEntries(places.filter(([, place]) => place !== undefined));
  return Buffer.from(JSON.stringify({ list, shards })).toString('base64url');
}

function readCursor(list: string, cursor: string): z.infer<typeof cursorSchema>['shards'] {
  const text = Buffer.from(cursor, 'base64url');
  // Decoding forgives what encoding never writes: only the one true spelling is accepted.
  if (text.toString('base64url') !== cursor) throw badCursor();
  const { data } = cursorSchema.safeParse(parseJson(text));
  if (data === undefined || data.list !== list) throw badCursor();
  return data.shards;
}

function badCursor(): Malformed {
  return new Malformed('cursor: not one that this query answered');
}

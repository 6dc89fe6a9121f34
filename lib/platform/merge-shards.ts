/**
 * One ordered, paged list out of several DynamoDB partitions. A hot index key is spread over shards so that no single
 * partition takes every write; here they come together again, each remembered at its own place in the cursor.
 */
import { translatingAwsErrors } from './aws-errors.ts';
import { Permanent } from './errors.ts';
import type { Page, PageRequest } from './pages.ts';
import { badCursor, END, type Position, readCursor, writeCursor } from './shard-cursor.ts';

export type ShardQuery<T> = (after: Position | undefined, limit: number) => Promise<{ values: T[]; hasMore: boolean }>;

export type ShardedList<T> = {
  /** What the list is, in full: table, keys and filters. */
  list: string;
  shards: ReadonlyMap<string, ShardQuery<T>>;
  positionOf: (value: T) => Position;
  /** The order that each shard already has. */
  compare: (a: T, b: T) => number;
};

type ShardState<T> = {
  name: string;
  query: ShardQuery<T>;
  values: T[];
  hasMore: boolean;
  taken: number;
  after: Position | undefined;
};

/**
 * A page is short of its limit where a shard answers less than it was asked for: a page of large values stays small.
 * Throws Malformed for a cursor that is not one of this list's.
 */
export async function mergeShards<T>(sharded: ShardedList<T>, page: PageRequest): Promise<Page<T>> {
  const states = await firstStates(sharded, page, page.limit);
  const items: T[] = [];
  while (items.length < page.limit && !states.some(ranDry)) {
    const next = takeFirst(states, sharded);
    if (next === undefined) break;
    items.push(next);
  }
  return pageOf(items, sharded, states);
}

export type Selection<T, A> = {
  /** What is answered of a value; undefined for one that is passed over. */
  select: (value: T) => A | undefined;
  /** How many values a page may go through. */
  mostExamined: number;
};

/** A page that passes many over goes through each shard in steps of at least so many. */
const LEAST_STEP = 25;

/**
 * What is selected of a list of small values. A page goes on behind what is passed over, and is short, or empty, only when
 * the list ends or it has gone through `mostExamined`: then it has a cursor, which goes on behind the last of them.
 * Throws Malformed as {@link mergeShards} does.
 */
export async function mergeSelected<T, A>(
  sharded: ShardedList<T>,
  { select, mostExamined }: Selection<T, A>,
  page: PageRequest,
): Promise<Page<A>> {
  const step = Math.max(page.limit, LEAST_STEP);
  const states = await firstStates(sharded, page, step);
  const items: A[] = [];
  for (let examined = 0; items.length < page.limit && examined < mostExamined; examined += 1) {
    await Promise.all(states.filter(ranDry).map((state) => readOn(state, step)));
    const next = takeFirst(states, sharded);
    if (next === undefined) break;
    const item = select(next);
    if (item !== undefined) items.push(item);
  }
  return pageOf(items, sharded, states);
}

function firstStates<T>({ list, shards }: ShardedList<T>, { cursor }: PageRequest, step: number) {
  const places = cursor === undefined ? undefined : readCursor(list, cursor);
  return Promise.all(
    [...shards].map(async ([name, query]): Promise<ShardState<T>> => {
      const place = places?.[name];
      if (place === END) return { name, query, values: [], hasMore: false, taken: 0, after: undefined };
      return { name, query, ...(await queryFrom(query, place, step)), taken: 0, after: place };
    }),
  );
}

async function readOn<T>(state: ShardState<T>, step: number): Promise<void> {
  const { values, hasMore } = await queryFrom(state.query, state.after, step);
  state.values = values;
  state.hasMore = hasMore;
  state.taken = 0;
}

function takeFirst<T>(states: readonly ShardState<T>[], { compare, positionOf }: ShardedList<T>): T | undefined {
  const first = firstOf(states, compare);
  if (first === undefined) return undefined;
  first.state.taken += 1;
  first.state.after = positionOf(first.value);
  return first.value;
}

function pageOf<A, T>(items: A[], { list }: ShardedList<T>, states: readonly ShardState<T>[]): Page<A> {
  if (states.every(isExhausted)) return { items, cursor: undefined };
  return {
    items,
    cursor: writeCursor(
      list,
      states.map((state) => [state.name, isExhausted(state) ? END : state.after]),
    ),
  };
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

/** A shard has answered all it was asked for and has more, which may come before what others have. */
function ranDry<T>({ values, taken, hasMore }: ShardState<T>): boolean {
  return taken > 0 && taken === values.length && hasMore;
}

function isExhausted<T>({ values, taken, hasMore }: ShardState<T>): boolean {
  return taken === values.length && !hasMore;
}

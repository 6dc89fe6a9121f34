/** Where a page of a list out of several shards ended: its place in each of them. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { Malformed } from './errors.ts';
import { parseJson } from './parse-json.ts';

/** The key attributes of an item, from which DynamoDB goes on after it. */
const keyNumber = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const positionSchema = z.record(z.string(), z.union([z.string(), keyNumber]));
export type Position = z.infer<typeof positionSchema>;

/** In the place of a shard that has been read whole. */
export const END = 'end';

const cursorSchema = z.strictObject({
  /** Names the list, so that a cursor of one query is not taken for another's. */
  list: z.string(),
  shards: z.record(z.string(), z.union([z.literal(END), positionSchema])),
});
export type ShardPlaces = z.infer<typeof cursorSchema>['shards'];

/** Far more than the places of any list take. */
const MAX_CURSOR_BYTES = 256 * 1024;

/**
 * Compressed, since a list may have dozens of shards, and API Gateway takes 10,240 bytes of request line and headers:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 *
 * @param places undefined for a shard that nothing was taken from
 */
export function writeCursor(
  list: string,
  places: readonly (readonly [string, string | Position | undefined])[],
): string {
  const shards = Object.fromEntries(places.filter(([, place]) => place !== undefined));
  return deflateRawSync(JSON.stringify({ list, shards })).toString('base64url');
}

/** Throws Malformed for what {@link writeCursor} did not write for this list. */
export function readCursor(list: string, cursor: string): ShardPlaces {
  const compressed = Buffer.from(cursor, 'base64url');
  // Decoding forgives what encoding never writes: only the one true spelling is accepted.
  if (compressed.toString('base64url') !== cursor) throw badCursor();
  const { data } = cursorSchema.safeParse(parseJson(inflated(compressed)));
  if (data === undefined || data.list !== list) throw badCursor();
  return data.shards;
}

function inflated(compressed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(compressed, { maxOutputLength: MAX_CURSOR_BYTES });
  } catch {
    throw badCursor();
  }
}

export function badCursor(): Malformed {
  return new Malformed('cursor: not one that this query answered');
}

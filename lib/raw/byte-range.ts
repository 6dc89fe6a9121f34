/** Which bytes of an object may be asked for. */
import { Permanent } from '../platform/errors.ts';
import type { ByteRange } from '../summaries/reader/cut-plan.ts';

/** How many bytes that is. Throws Permanent for a range that holds none, or that no object has. */
export function demandRangeBytes({ begin, end }: ByteRange): number {
  const isRange = Number.isSafeInteger(begin) && Number.isSafeInteger(end) && begin >= 0 && end > begin;
  if (!isRange) throw new Permanent(`no range of bytes: ${begin} to ${end}`);
  return end - begin;
}

export function tooShort(key: string): Permanent {
  return new Permanent(`the object under ${key} is too short for the range`);
}

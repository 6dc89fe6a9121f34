/** How far one reading of a vendor's list has come, page by page. Pure decisions. */
import type { ListedJob } from '../../vendors/vendor.ts';
import { earlier, HOUR_MS, later } from './moments.ts';
import type { ListReading } from './vendor-state.ts';

/** Jobs enter a list a little out of order, and clocks differ. */
const OVERLAP_MS = HOUR_MS;
/** A job that is unfinished for so long does not hold the reading back for ever. It is then found by no list. */
const UNFINISHED_FOR_MS = 7 * 24 * HOUR_MS;

export type ListProgress = {
  /** What comes next: jobs created then or later. */
  since: Date;
  readTo: string;
  place: string | null;
  /** The creation of the first unfinished job of this reading, which `readTo` does not pass. */
  heldAt: string | undefined;
};

/** A reading that was broken off goes on at its place. What it saw before that held it back is not known any more. */
export function beginProgress({ readTo, place }: ListReading): ListProgress {
  if (place !== null) return { since: new Date(place), readTo, place, heldAt: readTo };
  return { since: new Date(Date.parse(readTo) - OVERLAP_MS), readTo, place, heldAt: undefined };
}

/** After a page. A job from the future is taken for one of now: or else none would be found until then. */
export function withPage(progress: ListProgress, page: readonly ListedJob[], at: Date): ListProgress {
  const newest = page.map(({ createdAt }) => createdAt.toISOString()).reduce(later, progress.since.toISOString());
  const place = earlier(newest, at.toISOString());
  const heldAt = progress.heldAt ?? firstUnfinished(page, at);
  const readTo = later(progress.readTo, place);
  return { ...progress, place, heldAt, readTo: heldAt === undefined ? readTo : earlier(readTo, heldAt) };
}

function firstUnfinished(page: readonly ListedJob[], at: Date): string | undefined {
  const patience = at.getTime() - UNFINISHED_FOR_MS;
  return page
    .filter(({ isFinished, createdAt }) => !isFinished && createdAt.getTime() > patience)
    .map(({ createdAt }) => createdAt.toISOString())
    .toSorted()[0];
}

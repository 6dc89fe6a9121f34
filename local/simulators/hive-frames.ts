/** Frames of pictures, each with every head of Hive's visual moderation: most of them safe, a few not. */
import type { Head } from '../../lib/vendors/hive/classes/class-entry.ts';
import { entryOf, headsOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import type { HiveClass } from './hive-scores.ts';
import type { Random } from './random.ts';

export type HiveFrame = { time: number; classes: HiveClass[] };

const heads = headsOf('visual').filter(({ sumsToOne }) => sumsToOne);
const headsToSee = heads.filter((head) => violationsOf(head).length > 0);

/** One frame a second, the first at 0. Half of all videos have something in them that a person should see, for a while. */
export function makeFrames(count: number, random: Random): HiveFrame[] {
  const hot = random.chance(0.5) ? random.pick(headsToSee) : undefined;
  const from = Math.floor(random.between(0, count));
  const until = from + 1 + Math.floor(random.between(0, 5));
  return Array.from({ length: count }, (_, time) => ({
    time,
    classes: heads.flatMap((head) => scoresOf(head, head === hot && time >= from && time < until, random)),
  }));
}

/** Sums to 1, nearly all of it on one class. */
function scoresOf(head: Head, isHot: boolean, random: Random): HiveClass[] {
  const violations = violationsOf(head);
  const calm = head.classes.filter((name) => !violations.includes(name));
  const winner = random.pick(isHot ? violations : calm);
  const rest = random.between(0, isHot ? 0.2 : 0.02);
  return head.classes.map((name) => ({
    class: name,
    score: name === winner ? 1 - rest : rest / (head.classes.length - 1),
  }));
}

function violationsOf({ product, classes }: Head): string[] {
  return classes.filter((name) => entryOf(product, name)?.polarity === 'violation');
}

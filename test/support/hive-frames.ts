/** Frames of visual moderation, made from the registry's heads. */
import type { Head } from '../../lib/vendors/hive/classes/class-entry.ts';
import { entryOf, headsOf } from '../../lib/vendors/hive/classes/class-registry.ts';
import type { Scores } from './hive-tasks.ts';

export const VISUAL_HEADS: readonly Head[] = headsOf('visual').filter(({ sumsToOne }) => sumsToOne);

/** Heads that have so many classes together: those with an odd number are passed over, so that any even one can be met. */
export function headsOfClasses(count: number): Head[] {
  const heads: Head[] = [];
  let classes = 0;
  for (const head of VISUAL_HEADS.filter(({ classes }) => classes.length % 2 === 0)) {
    if (classes + head.classes.length > count) continue;
    heads.push(head);
    classes += head.classes.length;
  }
  if (classes !== count) throw new Error(`the heads have no ${count} classes together`);
  return heads;
}

/** Nothing is wrong: in each head the safe class, or else the last, has 0.97, and the others share the rest. */
export function safeScores(heads: readonly Head[] = VISUAL_HEADS): Scores {
  return Object.fromEntries(
    heads.flatMap(({ classes }) => {
      const safe = classes.find((name) => entryOf('visual', name)?.polarity === 'safe') ?? classes.at(-1);
      return classes.map((name) => [name, name === safe ? 0.97 : 0.03 / (classes.length - 1)]);
    }),
  );
}

/** Under another name, in the same place. */
export function renamed(scores: Scores, from: string, to: string): Scores {
  return Object.fromEntries(Object.entries(scores).map(([name, score]) => [name === from ? to : name, score]));
}

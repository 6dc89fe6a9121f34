/** Severities the way Hive gives them: whole numbers, 3 the worst, most of them 0. */
import type { Random } from './random.ts';

export type HiveProject = 'speech' | 'text' | 'visual';
/** Those whose classes have levels; the frames of the others are in `hive-frames.ts`. */
type LeveledProject = Exclude<HiveProject, 'visual'>;
export type HiveClass = { class: string; score: number };

/** The order of `moderated_classes` differs from that of `classes` in published answers, and so it does here. */
const classNames: Record<LeveledProject, { scored: readonly string[]; moderated: readonly string[] }> = {
  speech: {
    scored: ['sexual', 'hate', 'violence', 'bullying'],
    moderated: ['sexual', 'violence', 'hate', 'bullying'],
  },
  text: {
    scored: [
      'spam',
      'sexual',
      'hate',
      'violence',
      'bullying',
      'child_exploitation',
      'gibberish',
      'promotions',
      'phone_number',
    ],
    moderated: ['sexual', 'hate', 'violence', 'bullying', 'spam', 'phone_number', 'promotions', 'gibberish'],
  },
};

/** Scored 0 or 3, nothing between (Hive's text moderation guide). */
const twoLevelClasses: readonly string[] = ['child_exploitation', 'gibberish', 'spam', 'promotions', 'phone_number'];
const levels: readonly number[] = [1, 1, 2, 2, 3];

export function moderatedClasses(project: LeveledProject): readonly string[] {
  return classNames[project].moderated;
}

/** Which classes a whole recording or text tends to: three in five tend to none. */
export function pickHotClasses(project: LeveledProject, random: Random): readonly string[] {
  if (random.chance(0.6)) return [];
  const multiLevel = classNames[project].scored.filter((name) => !twoLevelClasses.includes(name));
  return random.chance(0.3) ? [random.pick(multiLevel), random.pick(multiLevel)] : [random.pick(multiLevel)];
}

export function scoreClasses(project: LeveledProject, hot: readonly string[], random: Random): HiveClass[] {
  return classNames[project].scored.map((name) => {
    if (twoLevelClasses.includes(name)) return { class: name, score: random.chance(0.05) ? 3 : 0 };
    return { class: name, score: hot.includes(name) && random.chance(0.5) ? random.pick(levels) : 0 };
  });
}

/** -1 where the class is not supported for the language; the two-level classes do not depend on it. */
export function scoreUnsupported(project: LeveledProject): HiveClass[] {
  return classNames[project].scored.map((name) => ({ class: name, score: twoLevelClasses.includes(name) ? 0 : -1 }));
}

/** What is known of Hive's moderation classes, per product. */
import type { ClassMeaning } from '../../summaries/moderation.ts';

export type HiveProduct = 'speech' | 'text';

/** Levels 0..3, 3 the worst: the classes of the seed documents for speech, and of Hive's text moderation. */
const SEVERITY_CLASSES = ['sexual', 'hate', 'violence', 'bullying'];

/** Text classes that Hive scores 0 or 3 and nothing between: a 3 says "present", not "worst of its kind". */
const TWO_LEVEL_CLASSES = ['child_exploitation', 'gibberish', 'spam', 'promotions', 'phone_number'];

/**
 * The classes whose maximum is a file's headline severity unless configured otherwise. Most two-level classes stay out,
 * since one phone number would make any text a 3.
 */
export const DEFAULT_HEADLINE_CLASSES: readonly string[] = [...SEVERITY_CLASSES, 'child_exploitation'];

/** How to read a class. One that nobody knows is read as a severity, and reported. */
export function meaningOf(product: HiveProduct, className: string): ClassMeaning {
  if (SEVERITY_CLASSES.includes(className)) return { product, scale: 'severity', known: true };
  if (product === 'text' && TWO_LEVEL_CLASSES.includes(className)) return { product, scale: 'two-level', known: true };
  return { product, scale: 'severity', known: false };
}

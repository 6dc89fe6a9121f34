/** What Hive's models found in a file, all together, before any policy says what it comes to. */
import type { ChangedHead, Moderation } from '../../summaries/file-summary.ts';
import { makeModeration } from '../../summaries/moderation.ts';
import type { ReadEntry } from './entry-tally.ts';

export type Findings = Pick<Moderation, 'classes' | 'unknownClasses' | 'changedHeads'>;

export function findingsOf(entries: readonly ReadEntry[]): Findings {
  const moderation = makeModeration();
  for (const { classes } of entries) {
    for (const { className, meaning, maximum } of classes) moderation.add(className, meaning, maximum);
  }
  return { ...moderation.findings(), changedHeads: together(entries.flatMap(({ changedHeads }) => changedHeads)) };
}

/** A head of which two models lack classes comes once, by name, with all that are missing. */
function together(changedHeads: readonly ChangedHead[]): ChangedHead[] {
  const byName = new Map<string, ChangedHead>();
  for (const { product, head, missing } of changedHeads) {
    const name = `${product}/${head}`;
    const others = byName.get(name)?.missing ?? [];
    byName.set(name, { product, head, missing: [...new Set([...others, ...missing])].toSorted() });
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, changed]) => changed);
}

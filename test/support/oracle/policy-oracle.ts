/** Which level a policy gives what was found, and why. */
import type { Policy } from '../../../lib/summaries/policy.ts';
import type { FoundPlace } from './findings.ts';

export type FoundClass = {
  product: string;
  /** The vendor's, where it is not the key. */
  name?: string;
  head: string | null;
  polarity: 'violation' | 'safe' | 'neutral';
  scale: 'severity' | 'two-level' | 'probability';
  max: number | null;
  at: FoundPlace | null;
  count: number;
};

/** `key` tells apart what has one name and two scales. */
export type NamedClass = { key: string; name: string; found: FoundClass; isUnknown: boolean };

type Judged = { key: string; level: number; derived: boolean; order: number; max: number; at: FoundPlace | null };

function judgedOf({ key, name, found, isUnknown }: NamedClass, policy: Policy): Judged[] {
  const { max, at } = found;
  if (max === null) return [];
  const exception = new Map(Object.entries(policy.classes)).get(name);
  if (exception === 'ignore') return [];
  const position = policy.severityClasses.indexOf(name);
  const order = position < 0 ? Infinity : position;
  if (found.scale === 'probability') {
    if (exception === undefined && found.polarity !== 'violation') return [];
    const level = (exception ?? policy.probabilityLevels).filter((least) => max >= least).length;
    return [{ key, level, derived: true, order, max, at }];
  }
  // One that nobody knows is to be seen, unless it says that it is the safe side.
  const counts = isUnknown ? found.polarity !== 'safe' : position >= 0;
  return counts ? [{ key, level: max, derived: false, order, max, at }] : [];
}

/** The worst first: by level, the vendor's own before ours, as the policy orders them, the higher score, the name. */
function worseFirst(a: Judged, b: Judged): number {
  if (a.level !== b.level) return b.level - a.level;
  if (a.derived !== b.derived) return a.derived ? 1 : -1;
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.max !== b.max) return b.max - a.max;
  return a.key < b.key ? -1 : 1;
}

export function headlineBy(policy: Policy, classes: readonly NamedClass[]) {
  const [worst] = classes.flatMap((each) => judgedOf(each, policy)).toSorted(worseFirst);
  const named = worst !== undefined && worst.level > 0;
  return {
    severity: worst?.level ?? null,
    severityClass: named ? worst.key : null,
    severityAt: named ? worst.at : null,
    derived: worst?.derived ?? false,
    policy: `${policy.name}@${policy.version}`,
  };
}

/** What an import came to: counts of everything, and names of the first. Its size does not depend on how much there was. */
import type { ResultReport } from '../vendors/vendor.ts';
import type { DocumentOutcome } from './document-outcome.ts';

/** So many are named one by one; the rest are counted. */
export const NAMED_AT_MOST = 20;
const GROUPS_AT_MOST = 50;

/** Where a document begins: in which line, the first being 1, and at which byte. */
export type DocumentPlace = { source: string; line: number; begin: number };

export type Group = { count: number; example: string };
export type Named = DocumentPlace & { text: string };

export type ImportTally = ReturnType<typeof makeImportTally>;

export function makeImportTally() {
  const outcomes: Record<DocumentOutcome['outcome'], number> = {
    new: 0,
    replaced: 0,
    known: 0,
    failed: 0,
    left: 0,
    refused: 0,
  };
  const warnings = { withoutFiles: 0, incomplete: 0, withErrors: 0 };
  const names = { unknownClasses: new Set<string>(), changedHeads: new Set<string>() };
  const refusedGroups = new Map<string, Group>();
  const leftGroups = new Map<string, Group>();
  const passedOverGroups = new Map<string, Group>();
  const refused: Named[] = [];
  const madeUp: Named[] = [];
  const counts = { files: 0, bytes: 0, keptBytes: 0, documents: 0, underWay: 0, passedOver: 0, madeUp: 0 };

  return {
    counts,
    outcomes,
    warnings,
    names,
    refused,
    madeUp,
    refusedGroups,
    leftGroups,
    passedOverGroups,
    /** It is no saved result and nobody named it. */
    passOver: (problem: string, name: string) => {
      counts.passedOver += 1;
      addTo(passedOverGroups, problem, `${problem} (such as ${name})`);
    },
    /** `place` of a file that could not be read is its beginning. */
    add: (outcome: DocumentOutcome, place: DocumentPlace) => {
      outcomes[outcome.outcome] += 1;
      if (outcome.outcome === 'left') addTo(leftGroups, outcome.reason, outcome.reason);
      if (outcome.outcome !== 'refused') return;
      addTo(refusedGroups, outcome.reason, outcome.reason);
      if (refused.length < NAMED_AT_MOST) refused.push({ ...place, text: outcome.reason });
    },
    /** Of a document that was taken, or would be. */
    addReport: ({ files, complete, errorCount, failure, unknownClasses, changedHeads }: ResultReport) => {
      if (failure === undefined && files === 0) warnings.withoutFiles += 1;
      if (complete === false) warnings.incomplete += 1;
      if (errorCount > 0) warnings.withErrors += 1;
      for (const name of unknownClasses) addName(names.unknownClasses, name);
      for (const name of changedHeads) addName(names.changedHeads, name);
    },
    addMadeUp: (jobId: string, place: DocumentPlace) => {
      counts.madeUp += 1;
      if (madeUp.length < NAMED_AT_MOST) madeUp.push({ ...place, text: jobId });
    },
  };
}

/** Reasons that differ in numbers alone are one reason. */
function addTo(groups: Map<string, Group>, reason: string, example: string): void {
  const alike = reason.replaceAll(/\d+/g, '…');
  const key = groups.has(alike) || groups.size < GROUPS_AT_MOST ? alike : 'other reasons';
  const group = groups.get(key) ?? { count: 0, example };
  group.count += 1;
  groups.set(key, group);
}

function addName(names: Set<string>, name: string): void {
  if (names.size < GROUPS_AT_MOST) names.add(name);
}

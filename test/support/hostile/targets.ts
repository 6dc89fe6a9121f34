/** All that hostile input is thrown at, but for the packaged service, which has to be started first. */
import { callbacks } from './callbacks.ts';
import { commands } from './commands.ts';
import { doctors } from './doctors.ts';
import { environments } from './environments.ts';
import { failingCallbacks, failingQueries } from './failing-dependencies.ts';
import { imports } from './imports.ts';
import { nudges } from './nudges.ts';
import { moderationPolicies } from './policies.ts';
import { readingQueries, writingQueries } from './queries.ts';
import { hiveSummaries, humeSummaries } from './results.ts';
import { storedRows } from './stored-rows.ts';
import { sweeps } from './sweeps.ts';
import type { Target } from './target.ts';
import { hiveResults, humeLists, humeResults } from './vendor-answers.ts';

export const targets: readonly Target[] = [
  callbacks,
  failingCallbacks,
  readingQueries,
  writingQueries,
  failingQueries,
  storedRows,
  nudges,
  humeResults,
  hiveResults,
  humeLists,
  sweeps,
  humeSummaries,
  hiveSummaries,
  environments,
  moderationPolicies,
  imports,
  doctors,
  commands,
];

/** How many of so many cases are the target's. */
export function shareOf({ perThousand }: Target, cases: number): number {
  return Math.max(2, Math.ceil((cases * perThousand) / 1000));
}

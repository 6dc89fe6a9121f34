/** Every question that the API has for the index, each about other files every time it is asked. */
import { fileKeyOf, urlIdentity } from '../../lib/summaries/identity.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import type { Random } from '../../local/simulators/random.ts';
import { makeSeenFile, urlOfFile } from './summaries.ts';

export type Question = {
  name: string;
  /** Path and query, about one of so many files. */
  ask: (random: Random, files: number) => string;
  /** It is the page after the first that is measured. */
  isSecondPage?: true;
};

const anyFileKey = (random: Random, files: number) =>
  fileKeyOf(urlIdentity(urlOfFile(random.integer(0, files - 1))) ?? '');
const anyEmotion = (random: Random) => encodeURIComponent(random.pick(EXPRESSION_EMOTIONS));
const strongest = (random: Random) => `/emotions/${anyEmotion(random)}/files?model=face`;
/** A week of the year over which the results came. */
const anyWeek = (random: Random) => {
  const from = Date.UTC(2025, 0, random.integer(1, 358));
  return `from=${day(from)}&to=${day(from + 6 * 86_400_000)}`;
};
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

export const QUESTIONS: readonly Question[] = [
  { name: 'a file by its key', ask: (random, files) => `/files/${anyFileKey(random, files)}` },
  {
    name: 'a file by its URL',
    ask: (random, files) => `/files?url=${encodeURIComponent(urlOfFile(random.integer(0, files - 1)))}`,
  },
  { name: 'moments of a file', ask: (random, files) => `/files/${anyFileKey(random, files)}/moments` },
  { name: 'files of a job', ask: () => `/jobs/hume/${makeSeenFile(0).summaries[0].jobId}` },
  { name: 'files of a job, page 2', ask: () => `/jobs/hume/${makeSeenFile(0).summaries[0].jobId}`, isSecondPage: true },
  { name: 'strongest emotion', ask: strongest },
  { name: 'strongest emotion, page 2', ask: strongest, isSecondPage: true },
  { name: 'strongest emotion, a page of 100', ask: (random) => `${strongest(random)}&limit=100` },
  { name: 'emotion of 0.9 or more', ask: (random) => `${strongest(random)}&minScore=0.9` },
  { name: 'severity 1 or more', ask: () => '/moderation/files?minSeverity=1' },
  { name: 'severity 3', ask: () => '/moderation/files?minSeverity=3' },
  { name: 'severity 3, page 2', ask: () => '/moderation/files?minSeverity=3', isSecondPage: true },
  { name: 'severity of a class', ask: () => '/moderation/files?class=hate&minSeverity=2' },
  { name: 'severity by another policy', ask: () => '/moderation/files?minSeverity=2&policy=strict' },
  { name: 'severity 2 in a week', ask: (random) => `/moderation/files?minSeverity=2&${anyWeek(random)}` },
  { name: 'probability of a class', ask: () => '/moderation/files?class=general_nsfw&minProbability=0.9' },
  { name: 'any probability, a week', ask: (random) => `/moderation/files?minProbability=0.95&${anyWeek(random)}` },
  {
    name: 'severity and emotion',
    ask: (random) => `/moderation/files?minSeverity=2&emotion=${anyEmotion(random)}&minScore=0.5`,
  },
];

/** Beside the default, one by which everything is worse: what it counts and what Verdex's own does are the same classes. */
export function policiesOf(byDefault: { name: string; version: number }): string {
  return JSON.stringify([byDefault, { ...byDefault, name: 'strict', probabilityLevels: [0.2, 0.5, 0.9] }]);
}

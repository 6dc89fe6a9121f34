/** Every question of the API that reads the index or the ledger, each about other files every time it is asked. */
import type { FileSummary } from '../../lib/summaries/file-summary.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import type { Random } from '../../local/simulators/random.ts';
import { PARKED_REASON } from './jobs.ts';
import {
  FILES_PER_JOB,
  fileKeyOfFile,
  humeJobIdOfFile,
  makeSeenFile,
  NAMINGS,
  type Naming,
  nameOfFile,
} from './summaries.ts';

/** In fewer rows some questions would find nothing. */
export const LEAST_ROWS = 10_000;

export type Question = {
  name: string;
  /** Path and query, about one of so many files. */
  ask: (random: Random, files: number) => string;
  /** It is the page after the first that is measured. */
  isSecondPage?: true;
  /** It is answered by where to find it. */
  isRedirected?: true;
  /** There is not always something: of all answers, one at least is to have found some. */
  mayFindNothing?: true;
};

const anyFile = (random: Random, files: number) => random.integer(0, files - 1);
const anyFileKey = (random: Random, files: number) => fileKeyOfFile(anyFile(random, files));
const fileBy = (naming: Naming) => (random: Random, files: number) => {
  const turn = random.integer(0, Math.floor(files / NAMINGS.length) - 1);
  const [by, value] = nameOfFile(turn * NAMINGS.length + NAMINGS.indexOf(naming));
  return `/files?${by}=${encodeURIComponent(value)}`;
};
/** One whose files are all there. */
const anyHumeJob = (random: Random, files: number) =>
  `/jobs/hume/${humeJobIdOfFile(FILES_PER_JOB * random.integer(0, Math.floor(files / FILES_PER_JOB) - 1))}`;
const anyHiveTask = (random: Random, files: number) =>
  `/jobs/hive/${makeSeenFile(anyFile(random, files)).summaries[1].jobId}`;
const emotionEvidence = (random: Random, files: number) => {
  const [{ fileKey, jobId }] = makeSeenFile(anyFile(random, files)).summaries;
  return `/files/${fileKey}/evidence?vendor=hume&jobId=${jobId}&model=face&emotion=${anyEmotion(random)}`;
};
/** Of a file in which something is severe: any other has no moments, and for a 0 there is no evidence. */
const anySevere = (random: Random, files: number): FileSummary => {
  const [, hive] = makeSeenFile(anyFile(random, files)).summaries;
  return hive.moderation?.severity ? hive : anySevere(random, files);
};
const severityEvidence = (random: Random, files: number) => {
  const { fileKey, jobId } = anySevere(random, files);
  return `/files/${fileKey}/evidence?vendor=hive&jobId=${jobId}&class=any`;
};
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
  { name: 'a file by its URL', ask: fileBy('url') },
  { name: 'a file by its ref', ask: fileBy('ref') },
  { name: 'a file by its MD5', ask: fileBy('md5') },
  { name: 'moments of a file', ask: (random, files) => `/files/${anySevere(random, files).fileKey}/moments` },
  { name: 'evidence of an emotion', ask: emotionEvidence },
  { name: 'evidence of a severity', ask: severityEvidence },
  { name: 'a job of one file', ask: anyHiveTask },
  { name: 'files of a job', ask: anyHumeJob },
  { name: 'files of a job, page 2', ask: anyHumeJob, isSecondPage: true },
  { name: 'raw result of a job', ask: (random, files) => `${anyHiveTask(random, files)}/raw`, isRedirected: true },
  { name: 'indexed jobs', ask: () => '/jobs?status=indexed' },
  { name: 'indexed jobs, page 2', ask: () => '/jobs?status=indexed', isSecondPage: true },
  { name: 'indexed jobs of a week', ask: (random) => `/jobs?status=indexed&${anyWeek(random)}` },
  { name: 'parked jobs', ask: () => '/jobs?status=parked' },
  { name: 'parked jobs, of a reason', ask: () => `/jobs?status=parked&reason=${encodeURIComponent(PARKED_REASON)}` },
  { name: 'vendors', ask: () => '/vendors' },
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
  {
    name: 'any probability, a week',
    ask: (random) => `/moderation/files?minProbability=0.95&${anyWeek(random)}`,
    mayFindNothing: true,
  },
  {
    name: 'severity and emotion',
    ask: (random) => `/moderation/files?minSeverity=2&emotion=${anyEmotion(random)}&minScore=0.5`,
  },
];

/** Beside the default, one by which everything is worse: what it counts and what Verdex's own does are the same classes. */
export function policiesOf(byDefault: { name: string; version: number }): string {
  return JSON.stringify([byDefault, { ...byDefault, name: 'strict', probabilityLevels: [0.2, 0.5, 0.9] }]);
}

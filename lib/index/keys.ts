/**
 * Keys of the table `files`. A partition is a file; every vendor's and every job's rows about it stand together.
 *
 * | access | by |
 * |---|---|
 * | all about a file | `fileKey`, item `summary#{vendor}#{jobId}` |
 * | a job's rows of a file | `fileKey`, items `…#{vendor}#{jobId}#…` |
 * | all files of a job | GSI `by-job`: `job` = `{vendor}#{jobId}`, `fileKey`; on summaries only |
 * | files where an emotion is strongest | GSI `by-emotion`: `emotionShard` = `{model}#{name}#{shard}`, `score` |
 * | files to look at, newest first | GSI `by-severity`: `severityShard` = `{class}#{level}#{shard}`, `at`; where the class |
 * | | is scored by probability, `{class}#p{bucket}#{shard}` |
 *
 * Names from vendors are escaped, so that a `#` in one cannot be taken for a separator.
 */

import { type JobName, jobKeyOf } from '../summaries/job-name.ts';

/** A popular emotion or class takes one key per shard; each takes 1,000 writes a second. Raise only with a re-index. */
const SHARDS = 4;
export const INDEX_SHARDS: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard));

/** The class that stands for a file's headline severity. */
export const HEADLINE = 'any';

export const SUMMARY_PREFIX = 'summary#';

export function summaryItem(job: JobName): string {
  return `${SUMMARY_PREFIX}${jobKeyOf(job)}`;
}

/** What all of a job's emotion and severity items of a file begin with. */
export function rowPrefixes(job: JobName): string[] {
  return [`emotion#${jobKeyOf(job)}#`, `severity#${jobKeyOf(job)}#`];
}

export function emotionItem(job: JobName, model: string, rank: number): string {
  return `emotion#${jobKeyOf(job)}#${escaped(model)}#${rank}`;
}

export function severityItem(job: JobName, className: string): string {
  return `severity#${jobKeyOf(job)}#${escaped(className)}`;
}

/** A file's second headline row. No class's: there is no `#` in an escaped name. */
export function probabilityHeadlineItem(job: JobName): string {
  return `${severityItem(job, HEADLINE)}#p`;
}

/** A file's shard: file keys are digests, so their first characters are spread evenly. */
export function shardOf(fileKey: string): string {
  return String(Buffer.from(fileKey, 'base64url').readUInt16BE() % SHARDS);
}

export function emotionShard(model: string, name: string, shard: string): string {
  return `${escaped(model)}#${escaped(name)}#${shard}`;
}

export function severityShard(className: string, level: number, shard: string): string {
  return `${escaped(className)}#${level}#${shard}`;
}

export function probabilityShard(className: string, bucket: number, shard: string): string {
  return `${escaped(className)}#p${bucket}#${shard}`;
}

function escaped(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('#', '%23');
}

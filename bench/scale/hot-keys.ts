/**
 * At how many files a second one key of an index takes all that its partition can. DynamoDB splits a partition by sort key
 * where that helps; by `at`, where new rows all come last, it does not, so what is said here is the least that holds.
 */

import { INDEX_SHARDS } from '../../lib/index/keys.ts';
import { JOB_SHARDS } from '../../lib/jobs/keys.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const PARTITION_WRITE_UNITS_PER_SECOND = 1_000;

export type HotKey = {
  key: string;
  when: string;
  /** Write units that one file, or job, puts on one of the key's shards. */
  unitsPerFile: number;
  filesPerSecond: number;
};

type Measured = {
  /** Write units of one row in its index. */
  emotionRow: number;
  severityRow: number;
  /** Of a job, from its callback to its end, in `due` and in `by-status`. */
  due: number;
  byStatus: number;
};

export function hotKeys({ emotionRow, severityRow, due, byStatus }: Measured): HotKey[] {
  const index = INDEX_SHARDS.length;
  const jobs = JOB_SHARDS.length;
  return [
    hotKey('by-emotion {model}#{name}', 'an emotion among the top 5 of every file', emotionRow, index),
    hotKey('by-emotion {model}#{name}', 'of half of all files', emotionRow / 2, index),
    hotKey('by-emotion {model}#{name}', 'of one file in ten (5 of 48, evenly)', (emotionRow * 5) / 48, index),
    hotKey('by-severity any#p{step}', 'every file visual, all within one step', severityRow, index),
    hotKey('by-severity any#p{step}', 'every file visual, half of them within one step', severityRow / 2, index),
    hotKey('by-severity {class}#p0.99', 'a neutral class that every picture has (natural)', 1, index),
    hotKey('by-severity any#1', 'one file in ten at the level', severityRow / 10, index),
    hotKey('due {shard}', 'every job, one file each', due, jobs),
    // Half of a job's units are spent on leaving states, the other half on coming to them; most pass through all of them.
    hotKey('by-status {status}#{shard}', 'every job, one file each', byStatus / 2, jobs),
  ];
}

function hotKey(key: string, when: string, unitsPerFile: number, shards: number): HotKey {
  return { key, when, unitsPerFile, filesPerSecond: (PARTITION_WRITE_UNITS_PER_SECOND * shards) / unitsPerFile };
}

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import { type Index, LAG, MANY, startIndexes, write } from '../support/file-indexes.ts';
import { makeFileSummary, POLICY } from '../support/index-summaries.ts';

const { aws, openDynamodbIndex, stop } = await startIndexes();
afterAll(stop);

const AT = '2026-02-01T12:00:00.000Z';
const job = { vendor: 'hive', jobId: 'task-1' };
const identity = 'ref:before';
const fileKey = fileKeyOf(identity);
const about = { fileKey, identity, path: null, ...job, rawKey: 'results/hive/task-1', indexVersion: 1 };
const place = { time: { begin: 1.5, end: 2 } };
const shard = String(Buffer.from(fileKey, 'base64url').readUInt16BE() % 4);

/** As the version before wrote them: a headline was a level and a class, and nothing was said of policies. */
const ITEMS = [
  {
    fileKey,
    identity,
    ...job,
    item: 'summary#hive#task-1',
    job: 'hive#task-1',
    at: AT,
    schema: 'hive-v2-task',
    source: { index: 0, type: 'ref' },
    path: null,
    emotions: { face: { predictions: 0, groups: 0, top: [], all: {} } },
    moderation: {
      severity: 2,
      severityClass: 'hate',
      severityAt: place,
      classes: { hate: { product: 'speech', scale: 'severity', max: 2, at: place, count: 4 } },
      unknownClasses: [],
    },
    coverage: { unit: 'sentences', indexed: 4, complete: null },
    errors: [],
    raw: { key: 'results/hive/task-1', versionId: null, sha256: 'cc', bytes: 10 },
    indexVersion: 1,
  },
  {
    ...about,
    item: 'severity#hive#task-1#hate',
    severityShard: `hate#2#${shard}`,
    at: AT,
    class: 'hate',
    severity: 2,
    severityClass: 'hate',
    place,
  },
  {
    ...about,
    item: 'severity#hive#task-1#any',
    severityShard: `any#2#${shard}`,
    at: AT,
    class: 'any',
    severity: 2,
    severityClass: 'hate',
    place,
  },
];

describe('rows of index version 1', () => {
  let index: Index;
  beforeEach(async () => {
    index = await openDynamodbIndex();
    for (const Item of ITEMS) await aws.dynamodb.send(new PutCommand({ TableName: aws.filesTable, Item }));
    const now = makeFileSummary({ ...job, jobId: 'task-2', ref: 'now', classes: { hate: 3 } });
    await write(index, [now], { job: now, at: '2026-03-01T12:00:00.000Z' });
  });
  const severe = async (className: string, severity: number, policy = POLICY) =>
    (await index.mostSevere({ class: className, atLeast: { severity, policy } }, MANY)).items;

  test.each(['any', 'hate'])(
    'are found as what they are, beside those of now, by any policy: %s',
    async (className) => {
      await expect.poll(() => severe(className, 1), LAG).toHaveLength(2);
      const [, before] = await severe(className, 2);
      expect(before).toEqual({
        ...job,
        fileKey,
        identity,
        path: null,
        complete: null,
        class: className,
        severity: 2,
        severityClass: 'hate',
        probability: null,
        derived: false,
        at: AT,
        place,
      });
      expect(await severe(className, 3)).toMatchObject([{ identity: 'ref:now' }]);
      // It was the headline of the configuration of its time, and that is all that is known.
      expect(await severe('any', 2, { ...POLICY, severityClasses: [] })).toMatchObject([{ identity }]);
    },
  );

  test('have a summary that says no more than was known', async () => {
    expect(await index.summaryOf(fileKey, job)).toMatchObject({
      coverage: { indexed: 4, expected: null, complete: null },
      moderation: { severity: 2, derived: false, policy: null, changedHeads: [], classes: { hate: { head: null } } },
      emotions: { face: { notSummarised: [] } },
      at: AT,
    });
    const { items } = await index.filesOf(job, MANY);
    expect(items).toMatchObject([{ fileKey, identity, coverage: { indexed: 4, expected: null } }]);
  });

  test('make room for those of a new result', async () => {
    const summary = makeFileSummary({ ...job, ref: 'before', classes: { violence: 1 } });
    await write(index, [summary], { job, at: AT });
    await expect.poll(() => severe('hate', 1), LAG).toMatchObject([{ identity: 'ref:now' }]);
    await expect
      .poll(() => severe('any', 1), LAG)
      .toMatchObject([{ identity: 'ref:now' }, { severityClass: 'violence' }]);
  });
});

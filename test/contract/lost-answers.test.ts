/** DynamoDB writes, its answer is lost, and the SDK asks again: nobody may take his own write for another's. */
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { makeDynamodbJobStore } from '../../lib/jobs/dynamodb-job-store.ts';
import type { JobStore } from '../../lib/jobs/job-store.ts';
import { makeLedger } from '../../lib/jobs/ledger.ts';
import { makeDynamodbVendorStateStore } from '../../lib/jobs/standing/dynamodb-vendor-state-store.ts';
import { newVendorState } from '../../lib/jobs/standing/vendor-state.ts';
import { makeDynamodbClient } from '../../lib/platform/aws-clients.ts';
import { startAwsResources } from '../support/aws-resources.ts';
import { makeJob, secondsLater } from '../support/job-records.ts';
import { arrival, INDEXED, LEASE_END, NAME } from '../support/test-ledger.ts';

const aws = await startAwsResources();
afterAll(() => aws.stop());
beforeEach(() => aws.empty(aws.jobsTable, ['job']));

/** The first answer to each put is lost: once it is written, or also once it is refused. */
function makeLossyClient() {
  const client = makeDynamodbClient();
  onTestFinished(() => client.destroy());
  const lost: unknown[] = [];
  client.middlewareStack.add(
    (next, { commandName }) => {
      let isFirst = commandName === 'PutItemCommand';
      return async (given) => {
        const answer = await next(given).catch((error: unknown) => ({ error }));
        if (isFirst) {
          isFirst = false;
          lost.push(answer);
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
        }
        if ('error' in answer) throw answer.error;
        return answer;
      };
    },
    { step: 'deserialize', priority: 'high' },
  );
  return { client, lost };
}

function ledgerOver(store: JobStore, leaseId = 'lease-1') {
  return makeLedger({ store, now: () => secondsLater(0), newLeaseId: () => leaseId });
}

test('a job’s way is as though no answer had been lost', async () => {
  const { client, lost } = makeLossyClient();
  const store = makeDynamodbJobStore(client, aws.jobsTable);
  const ledger = ledgerOver(store);
  expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'new', status: 'received' });
  expect(await ledger.recordCallback(NAME, arrival('aa'))).toEqual({ outcome: 'repeated', status: 'received' });
  expect(await ledger.claim(NAME, LEASE_END)).toMatchObject({ outcome: 'claimed', leaseId: 'lease-1' });
  expect(await ledger.settle(NAME, 'lease-1', INDEXED)).toBe('settled');
  expect(await store.read(NAME)).toMatchObject({ status: 'indexed', attempt: 1, callback: { count: 2 }, revision: 4 });
  expect(lost).toHaveLength(4);
});

test('a vendor’s state is written once, and its writer knows', async () => {
  const { client, lost } = makeLossyClient();
  const states = makeDynamodbVendorStateStore(client, aws.jobsTable);
  const state = newVendorState('hume', secondsLater(0));
  expect(await states.write(state, null)).toBe('written');
  expect(await states.write(state, 1)).toBe('written');
  expect(await states.read('hume')).toEqual({ ...state, revision: 2 });
  expect(lost).toHaveLength(2);
});

test('a write that was refused is not taken for one’s own, whatever became of the answers', async () => {
  const { client, lost } = makeLossyClient();
  const store = makeDynamodbJobStore(client, aws.jobsTable);
  const job = makeJob();
  expect(await makeDynamodbJobStore(aws.dynamodb, aws.jobsTable).write(job, null)).toBe('written');
  // The very same value, which makes the very same record.
  expect(await store.write(job, null)).toBe('conflict');
  expect(lost).toMatchObject([{ error: { name: 'ConditionalCheckFailedException' } }]);
});

test('of two callbacks alike, at the same moment, none is lost where both answers are', async () => {
  const store = makeDynamodbJobStore(makeLossyClient().client, aws.jobsTable);
  const first = ledgerOver(store);
  let isInBetween = false;
  const second = ledgerOver({
    ...store,
    write: async (job, ifRevision) => {
      if (!isInBetween) {
        isInBetween = true;
        expect(await first.recordCallback(NAME, arrival('aa'))).toMatchObject({ outcome: 'new' });
      }
      return store.write(job, ifRevision);
    },
  });
  expect(await second.recordCallback(NAME, arrival('aa'))).toMatchObject({ outcome: 'repeated' });
  expect(await store.read(NAME)).toMatchObject({ callback: { count: 2 }, revision: 2 });
});

test('of many claims at once one wins, and the job is its', async () => {
  const { client } = makeLossyClient();
  const store = makeDynamodbJobStore(client, aws.jobsTable);
  await store.write(makeJob(), null);
  const leaseIds = Array.from({ length: 8 }, (_, worker) => `lease-${worker}`);
  const claims = await Promise.all(leaseIds.map((leaseId) => ledgerOver(store, leaseId).claim(NAME, LEASE_END)));
  const winners = leaseIds.filter((_, worker) => claims[worker]?.outcome === 'claimed');
  expect(winners).toHaveLength(1);
  expect(await store.read(NAME)).toMatchObject({ status: 'running', attempt: 1, leaseId: winners[0] });
});

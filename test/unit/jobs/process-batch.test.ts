import { once } from 'node:events';
import type { Context, SQSEvent } from 'aws-lambda';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeProcessBatch } from '../../../lib/jobs/process-batch.ts';
import type { Processed, WorkingTime } from '../../../lib/jobs/process-job.ts';
import { Retryable } from '../../../lib/platform/errors.ts';
import { type JobName, jobKeyOf } from '../../../lib/summaries/job-name.ts';
import { makeClock, makeRecordingLog } from '../../support/fakes.ts';
import { EARLY } from '../../support/job-records.ts';

type ProcessJob = (name: JobName, time: WorkingTime) => Promise<unknown>;

type Circumstances = {
  remainingMs?: number;
  received?: number;
  outcome?: Processed;
  adoptJobs?: (vendor: string, signal: AbortSignal) => Promise<void>;
};

function makeBatch(
  processJob: ProcessJob,
  { remainingMs = 60_000, received = 1, outcome = 'claimed', adoptJobs = async () => {} }: Circumstances = {},
) {
  const log = makeRecordingLog();
  const listed: string[] = [];
  const handle = makeProcessBatch({
    processJob: async (name, time): Promise<Processed> => {
      await processJob(name, time);
      return outcome;
    },
    adoptJobs: async (vendor, signal) => {
      listed.push(vendor);
      await adoptJobs(vendor, signal);
    },
    now: makeClock(EARLY).now,
    log,
  });
  const context = { getRemainingTimeInMillis: () => remainingMs } as Context;
  const event = (bodies: readonly string[]) =>
    ({
      Records: bodies.map((body, index) => ({
        messageId: `message-${index}`,
        body,
        attributes: { ApproximateReceiveCount: String(received) },
      })),
    }) as SQSEvent;
  return { log, listed, handle: (...bodies: string[]) => handle(event(bodies), context) };
}

function nudge(jobId: string): string {
  return JSON.stringify({ vendor: 'hume', jobId });
}

describe('a batch of nudges', () => {
  test('is about each of its jobs', async () => {
    const processed: string[] = [];
    const { handle } = makeBatch(async (name) => {
      processed.push(jobKeyOf(name));
    });
    expect(await handle(nudge('a'), nudge('b'), nudge('c'))).toEqual({ batchItemFailures: [] });
    expect(processed.toSorted()).toEqual(['hume#a', 'hume#b', 'hume#c']);
  });

  test('gives only those back that failed; the others are done', async () => {
    const processed: string[] = [];
    const { handle, log } = makeBatch(async ({ jobId }) => {
      await Promise.resolve();
      if (jobId.startsWith('bad')) throw new Retryable('the ledger cannot be reached');
      processed.push(jobId);
    });
    expect(await handle(nudge('bad-1'), nudge('a'), nudge('bad-2'), nudge('b'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-2' }],
    });
    expect(processed).toEqual(['a', 'b']);
    expect(log.lines.map(({ event, fields }) => [event, fields.messageId])).toEqual([
      ['nudge_not_processed', 'message-0'],
      ['nudge_not_processed', 'message-2'],
    ]);
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['no job', '{}'],
    ['more than a nudge', '{"vendor":"hume","jobId":"a","status":"indexed"}'],
    ['a job without a name', '{"vendor":"hume","jobId":7}'],
    ['several nudges', `[${nudge('a')}]`],
    ['the list of a vendor without a name', '{"vendor":null}'],
  ])('with a message that is %s gives that one back, for the dead-letter queue', async (_, body) => {
    const processed: string[] = [];
    const { handle } = makeBatch(async ({ jobId }) => {
      processed.push(jobId);
    });
    expect(await handle(nudge('a'), body, nudge('b'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    });
    expect(processed).toEqual(['a', 'b']);
  });

  test('leases each job until Lambda has surely ended this worker, and not much longer', async () => {
    const leaseEnds: string[] = [];
    const { handle } = makeBatch(
      async (_, { leaseEnd }) => {
        leaseEnds.push(leaseEnd.toISOString());
      },
      { remainingMs: 120_000 },
    );
    await handle(nudge('a'), nudge('b'));
    expect(leaseEnds).toEqual(['2026-01-01T00:02:30.000Z', '2026-01-01T00:02:30.000Z']);
  });

  test('tells each job to stop fifteen seconds before Lambda ends this worker', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    onTestFinished(() => timeout.mockRestore());
    const stopped: boolean[] = [];
    const { handle } = makeBatch(
      async (_, { signal }) => {
        stopped.push(signal.aborted);
      },
      { remainingMs: 120_000 },
    );
    await handle(nudge('a'), nudge('b'));
    expect(timeout.mock.calls).toEqual([[105_000]]);
    expect(stopped).toEqual([false, false]);
  });

  test.each([15_000, 1, 0])('begun %i ms before Lambda ends this worker stops at once', async (remainingMs) => {
    const { handle } = makeBatch(
      async (_, { signal }) => {
        if (!signal.aborted) await once(signal, 'abort');
      },
      { remainingMs },
    );
    expect(await handle(nudge('a'))).toEqual({ batchItemFailures: [] });
  });

  test('is answered only when every job is: Lambda freezes what is left over', async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let isAnswered = false;
    const { handle } = makeBatch(async ({ jobId }) => {
      if (jobId !== 'slow') throw new Error('fails at once');
      begun.resolve();
      await release.promise;
    });
    const answer = handle(nudge('fast'), nudge('slow')).finally(() => {
      isAnswered = true;
    });
    await begun.promise;
    await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    release.resolve();
    expect(await answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  });
});

describe('a nudge about a vendor’s list', () => {
  const list = '{"vendor":"hume"}';

  test('has that list read, and is no job', async () => {
    const processed: string[] = [];
    const { handle, listed } = makeBatch(async ({ jobId }) => {
      processed.push(jobId);
    });
    expect(await handle(nudge('a'), list, nudge('b'))).toEqual({ batchItemFailures: [] });
    expect(listed).toEqual(['hume']);
    expect(processed).toEqual(['a', 'b']);
  });

  test('is given back when our own stores fail, and holds up no other', async () => {
    const adoptJobs = () => Promise.reject(new Retryable('AWS failed'));
    const { handle, log } = makeBatch(async () => {}, { adoptJobs });
    expect(await handle(list, nudge('a'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(log.events('error')).toEqual(['nudge_not_processed']);
  });

  test('tells the reader when to stop', async () => {
    const { handle } = makeBatch(async () => {}, {
      remainingMs: 15_000,
      adoptJobs: async (_, signal) => {
        if (!signal.aborted) await once(signal, 'abort');
      },
    });
    expect(await handle(list)).toEqual({ batchItemFailures: [] });
  });
});

describe('a job that kills its workers', () => {
  test.each([
    ['again, one of them died of it: it goes to the dead-letter queue', 'abandoned', 2, true],
    ['again, after the job was parked: so does it', 'abandoned before', 3, true],
    ['for the first time: nobody died of this one', 'abandoned', 1, false],
    ['for the first time, after the job was parked', 'abandoned before', 1, false],
  ] as const)('nudged %s', async (_, outcome, received, isGivenBack) => {
    const { handle } = makeBatch(async () => {}, { outcome, received });
    const failures = isGivenBack ? [{ itemIdentifier: 'message-0' }] : [];
    expect(await handle(nudge('a'))).toEqual({ batchItemFailures: failures });
  });
});

test.each(['claimed', 'taken', 'not due', 'done', 'unknown'] as const)(
  'a nudge that comes again is done with when its job is %s',
  async (outcome) => {
    const { handle } = makeBatch(async () => {}, { outcome, received: 4 });
    expect(await handle(nudge('a'))).toEqual({ batchItemFailures: [] });
  },
);

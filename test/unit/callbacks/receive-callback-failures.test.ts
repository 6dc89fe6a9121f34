import { describe, expect, test } from 'vitest';
import { Permanent, Retryable } from '../../../lib/platform/errors.ts';
import { makeFrontDoor, NOON, requestOf } from '../../support/front-door.ts';
import { BODY, JOB, send } from '../../support/hume-callback.ts';

describe('when something of ours fails', () => {
  const failing = async (): Promise<never> => {
    throw new Retryable('down');
  };

  test('a raw store that is down is a 503: the vendor may send again, and nothing is promised', async () => {
    const door = makeFrontDoor({ rawStore: { put: failing } });
    for (const body of [BODY, 'not JSON']) {
      const answer = await send(door, { body });
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '30' } });
    }
    expect(await door.jobs.read(JOB)).toBeUndefined();
    expect(door.nudged).toEqual([]);
  });

  test('a ledger that is down is a 503; sent again, the callback is taken as if for the first time', async () => {
    const down = makeFrontDoor({ ledger: { recordCallback: failing } });
    expect(await send(down)).toMatchObject({ statusCode: 503 });
    expect(down.nudged).toEqual([]);
    expect(await send(makeFrontDoor())).toMatchObject({ statusCode: 202 });
  });

  test('a nudge that fails loses nothing: the job is due', async () => {
    const door = makeFrontDoor({ nudge: failing });
    expect(await send(door)).toMatchObject({ statusCode: 202 });
    expect(await door.jobs.due(NOON, 10)).toEqual([JOB]);
    expect(door.counts).toContain('NudgeFailed');
  });

  test('a nudge that fails in any way at all loses nothing', async () => {
    const nudge = async () => {
      throw new TypeError('a bug');
    };
    expect(await send(makeFrontDoor({ nudge }))).toMatchObject({ statusCode: 202 });
  });

  test.each([new Permanent('access denied'), new TypeError('a bug')])('%s is not answered as kept', async (error) => {
    const put = async () => {
      throw error;
    };
    await expect(send(makeFrontDoor({ rawStore: { put } }))).rejects.toBe(error);
  });

  test('the bytes are kept before the ledger says so, and the ledger before the nudge', async () => {
    const order: string[] = [];
    const { receive } = makeFrontDoor({
      rawStore: {
        put: async (key) => {
          order.push('raw');
          return { key, versionId: null, sha256: 'aa', bytes: 1 };
        },
      },
      ledger: {
        recordCallback: async () => {
          order.push('ledger');
          return { outcome: 'new', status: 'received' };
        },
      },
      nudge: async () => {
        order.push('nudge');
      },
    });
    await receive(requestOf({ body: BODY }));
    expect(order).toEqual(['raw', 'ledger', 'nudge']);
  });
});

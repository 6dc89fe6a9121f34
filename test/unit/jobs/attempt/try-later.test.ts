import { describe, expect, test } from 'vitest';
import { makeTryLater } from '../../../../lib/jobs/attempt/try-later.ts';
import { makeClock } from '../../../support/fakes.ts';
import { EARLY, makeJob, secondsLater } from '../../../support/job-records.ts';

const THREE_DAYS_MS = 72 * 3600_000;

function makeTrying({ owedForMs = 0, random = 0.5 } = {}) {
  const clock = makeClock(EARLY);
  clock.advance(owedForMs);
  return makeTryLater({ now: clock.now, random: () => random });
}

describe('a job that could not be brought to its end', () => {
  test('waits, with the reason', () => {
    expect(makeTrying()(makeJob({ attempt: 1 }), '503')).toEqual({
      status: 'waiting',
      reason: '503',
      dueAt: secondsLater(7.5),
    });
  });

  test('waits longer the more often it was tried', () => {
    const waits = [1, 2, 3, 4].map((attempt) => makeTrying()(makeJob({ attempt }), '503'));
    expect(waits).toMatchObject([7.5, 15, 30, 60].map((seconds) => ({ dueAt: secondsLater(seconds) })));
  });

  test('waits at least as long as the vendor asks', () => {
    const tryLater = makeTrying({ random: 0 });
    expect(tryLater(makeJob({ attempt: 1 }), '429', 90_000)).toMatchObject({
      dueAt: secondsLater(90),
    });
  });

  test.each([1_000, 1e6, Number.MAX_SAFE_INTEGER])('tried %i times still has a time when it is due', (attempt) => {
    const settlement = makeTrying()(makeJob({ attempt }), '503');
    expect(settlement).toMatchObject({ status: 'waiting', dueAt: secondsLater(3 * 3600) });
  });

  test('is tried on until three days are over, and then left to the next worker to give up, with the last reason', () => {
    const job = makeJob({ attempt: 20, owedSince: EARLY });
    expect(makeTrying({ owedForMs: THREE_DAYS_MS })(job, '503')).toMatchObject({ status: 'waiting' });
    expect(makeTrying({ owedForMs: THREE_DAYS_MS + 1 })(job, '503')).toEqual({
      status: 'waiting',
      reason: 'given up after 3 days: 503',
      dueAt: new Date(Date.parse(EARLY) + THREE_DAYS_MS + 1),
      isGivenUp: true,
    });
  });

  test('is not given up for the time before it was owed', () => {
    const owedSince = new Date(Date.parse(EARLY) + THREE_DAYS_MS).toISOString();
    const job = makeJob({ createdAt: EARLY, owedSince });
    expect(makeTrying({ owedForMs: 2 * THREE_DAYS_MS })({ ...job, attempt: 1 }, '503')).toMatchObject({
      status: 'waiting',
    });
  });
});

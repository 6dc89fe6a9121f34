import { describe, expect, test } from 'vitest';
import { WrongUsage } from '../../../cli/problem.ts';
import { isOfParseArgs } from '../../../cli/problem-of-arguments.ts';
import { readWish } from '../../../cli/reindex-wish.ts';

const HUME_JOB = '908c9fae-1290-4776-9e37-b1a8d1a03fea';

describe('reindex is asked', () => {
  test('for jobs by name, each once', () => {
    const args = ['--job', `hume/${HUME_JOB}`, '--job', 'hive/task-1', '--job', `hume/${HUME_JOB}`];
    expect(readWish(args)).toEqual({
      selection: {
        names: [
          { vendor: 'hume', jobId: HUME_JOB },
          { vendor: 'hive', jobId: 'task-1' },
        ],
      },
      resumed: undefined,
      isComparing: false,
    });
  });

  test('for a time: a day counts whole, and another time zone is understood', () => {
    expect(readWish(['--from', '2026-11-20', '--to', '2026-11-22', '--vendor', 'hume']).selection).toEqual({
      from: '2026-11-20T00:00:00.000Z',
      to: '2026-11-22T23:59:59.999Z',
      vendor: 'hume',
    });
    expect(readWish(['--from', '2026-11-20T01:00:00+02:00']).selection).toEqual({
      from: '2026-11-19T23:00:00.000Z',
      to: undefined,
      vendor: undefined,
    });
  });

  test('for all, going on where it was', () => {
    expect(readWish(['--all', '--resume', '2026-11-22T08:00:00.123Z'])).toMatchObject({
      resumed: '2026-11-22T08:00:00.123Z',
    });
    expect(readWish(['--all', '--compare'])).toMatchObject({ isComparing: true });
  });
});

describe('reindex refuses', () => {
  test.each([
    ['nothing', []],
    ['only a vendor', ['--vendor', 'hume']],
    ['a job and all', ['--all', '--job', 'hive/task-1']],
    ['a time and all', ['--all', '--from', '2026-11-22']],
    ['a job of no vendor', ['--job', 'task-1']],
    ['a job of a vendor nobody knows', ['--job', 'nobody/task-1']],
    ['what is no job id', ['--job', 'hume/../x']],
    ['an empty job', ['--job', 'hume/']],
    ['a vendor nobody knows', ['--all', '--vendor', 'hum']],
    ['a vendor beside a job', ['--job', 'hive/task-1', '--vendor', 'hive']],
    ['what is no time', ['--from', 'yesterday']],
    ['a time without a zone', ['--all', '--resume', '2026-11-22T08:00:00']],
    ['to go on comparing', ['--all', '--compare', '--resume', '2026-11-22']],
  ])('%s', (_, args) => {
    expect(() => readWish(args)).toThrow(WrongUsage);
  });

  test('what it does not know', () => {
    const mistake = [['--everything'], ['task-1', '--all']].map((args) => {
      try {
        return readWish(args);
      } catch (error) {
        return isOfParseArgs(error);
      }
    });
    expect(mistake).toEqual([true, true]);
  });
});

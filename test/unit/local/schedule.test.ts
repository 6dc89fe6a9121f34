import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pseudoParameters } from '../../../local/resolve.ts';
import { parseRate, readSchedules, startSchedule } from '../../../local/schedule.ts';
import { parseTemplate } from '../../../local/template.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const target = { ruleArn: 'arn:rule', functionArn: 'arn', intervalMs: 60_000, input: undefined };
const now = () => new Date('2026-01-02T03:04:05.678Z');

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(1 hour)', 3_600_000],
  ['rate(2 days)', 172_800_000],
])('%s', (expression, intervalMs) => {
  expect(parseRate(expression)).toBe(intervalMs);
});

test.each(['rate(1 minutes)', 'rate(2 minute)', 'rate(0 minutes)', 'rate(1.5 hours)', 'cron(0 * * * ? *)', ''])(
  '%j is refused by name',
  (expression) => {
    expect(() => parseRate(expression)).toThrow(expression);
  },
);

test('rules come from the template; a disabled one and one about events do not count', () => {
  const rule = (properties: Record<string, unknown>) => ({
    Type: 'AWS::Events::Rule',
    Properties: { Targets: [{ Id: 'x', Arn: { Ref: 'AWS::Region' } }], ...properties },
  });
  const template = parseTemplate({
    Resources: {
      Sweep: rule({ ScheduleExpression: 'rate(1 minute)' }),
      Off: rule({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }),
      OfEvents: rule({ EventPattern: { source: ['aws.s3'] } }),
    },
  });
  expect(readSchedules(template, pseudoParameters('s'))).toEqual([
    { ruleArn: expect.stringMatching(/rule\/Sweep$/), functionArn: 'us-east-1', intervalMs: 60_000, input: undefined },
  ]);
});

test('fires first after one interval, then after each, until it is stopped', async () => {
  const invoke = vi.fn(async () => undefined);
  const schedule = startSchedule({ ...target, invoke, now });
  await vi.advanceTimersByTimeAsync(59_999);
  expect(invoke).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_001);
  expect(invoke).toHaveBeenCalledTimes(2);
  schedule.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  expect(invoke).toHaveBeenCalledWith(
    expect.objectContaining({
      'detail-type': 'Scheduled Event',
      time: '2026-01-02T03:04:05Z',
      resources: ['arn:rule'],
    }),
  );
});

test('a run longer than the interval is not overtaken, and nothing piles up behind it', async () => {
  const run = Promise.withResolvers<void>();
  const invoke = vi.fn(() => run.promise);
  const schedule = startSchedule({ ...target, invoke, now });
  await vi.advanceTimersByTimeAsync(300_000);
  expect(invoke).toHaveBeenCalledTimes(1);
  run.resolve();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  schedule.stop();
});

test('a run that fails does not end the schedule; asked for now, its failure is told', async () => {
  const invoke = vi.fn(async () => {
    throw new Error('broken');
  });
  const schedule = startSchedule({ ...target, input: '{"own":"input"}', invoke, now });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  await expect(schedule.invokeNow()).rejects.toThrow('broken');
  expect(invoke).toHaveBeenLastCalledWith({ own: 'input' });
  schedule.stop();
});

/** Plays EventBridge's scheduled rules, those with a rate. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { accountId, type References, region } from './resolve.ts';
import { readProperties, resourcesOfType, type Template } from './template.ts';

const ruleSchema = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.looseObject({ Arn: z.string(), Input: z.string().optional() })),
});

export type ScheduledTarget = { ruleArn: string; functionArn: string; intervalMs: number; input: string | undefined };

/** One for each target of each enabled rule. Rules without a schedule are about events nothing here sends. */
export function readSchedules(template: Template, references: References): ScheduledTarget[] {
  return resourcesOfType(template, 'AWS::Events::Rule').flatMap((resource) => {
    const { ScheduleExpression, State, Targets } = readProperties(resource, ruleSchema, references);
    if (ScheduleExpression === undefined || State === 'DISABLED') return [];
    const ruleArn = `arn:aws:events:${region}:${accountId}:rule/${resource.logicalId}`;
    const intervalMs = parseRate(ScheduleExpression);
    return Targets.map(({ Arn, Input }) => ({ ruleArn, functionArn: Arn, intervalMs, input: Input }));
  });
}

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const rateSchema = z.tuple([z.coerce.number().int().positive(), z.enum(['minute', 'hour', 'day'])]);

/** The interval of `rate(5 minutes)` in milliseconds. */
export function parseRate(expression: string): number {
  const [, count, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const parsed = rateSchema.safeParse([count, unit]);
  // As EventBridge has it: the unit is singular for 1 and plural for more.
  if (!parsed.success || (parsed.data[0] === 1) !== (plural === '')) {
    throw new Error(`The local stack runs schedules like rate(5 minutes), not ${expression}`);
  }
  return parsed.data[0] * unitMs[parsed.data[1]];
}

export type Schedule = {
  /** Fires now, after a run that is going on; rejects when the function fails. */
  invokeNow(): Promise<void>;
  stop(): void;
};

type Options = ScheduledTarget & { invoke: (event: unknown) => Promise<unknown>; now: () => Date };

/** First fires after one interval; an interval that ends while the function still runs is skipped. */
export function startSchedule({ ruleArn, intervalMs, input, invoke, now }: Options): Schedule {
  let last: Promise<void> = Promise.resolve();
  let isRunning = false;

  async function fire(): Promise<void> {
    isRunning = true;
    try {
      await invoke(input === undefined ? makeScheduledEvent(ruleArn, now()) : JSON.parse(input));
    } finally {
      isRunning = false;
    }
  }

  function invokeNow(): Promise<void> {
    last = last.catch(() => {}).then(fire);
    return last;
  }

  const timer = setInterval(
    () => {
      // A failure has been logged by the function; the next interval is the retry.
      if (!isRunning) invokeNow().catch(() => {});
    },
    Math.min(intervalMs, maxTimerMs),
  );
  return { invokeNow, stop: () => clearInterval(timer) };
}

/** What a Node timer can hold, about 24 days. */
const maxTimerMs = 2 ** 31 - 1;

/** https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html */
function makeScheduledEvent(ruleArn: string, at: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [ruleArn],
    detail: {},
  };
}

/** From what was used to what it costs. */
import { PRICES } from './prices.ts';
import { type Counts, mapCounts } from './usage.ts';

/** USD by service. Storage is what a month's files come to in each month that they are kept. */
export type Cost = Record<Service, number>;
export const SERVICES = [
  'DynamoDB writes',
  'DynamoDB reads',
  'DynamoDB storage',
  'S3 requests',
  'S3 storage',
  'Lambda',
  'API Gateway',
  'SQS',
  'CloudWatch',
] as const;
export type Service = (typeof SERVICES)[number];

const MILLION = 1e6;
const GIGABYTE = 1e9;

export function costOf(counts: Counts): Cost {
  const { dynamodb, s3, lambda, cloudwatch } = PRICES;
  return {
    'DynamoDB writes': (counts.writeUnits / MILLION) * dynamodb.perMillionWriteUnits,
    'DynamoDB reads': (counts.readUnits / MILLION) * dynamodb.perMillionReadUnits,
    'DynamoDB storage':
      (counts.dynamodbBytes / GIGABYTE) * (dynamodb.perGigabyteMonth + dynamodb.perGigabyteMonthOfBackup),
    'S3 requests': (counts.puts / MILLION) * s3.perMillionPuts + (counts.gets / MILLION) * s3.perMillionGets,
    'S3 storage': (counts.s3Bytes / GIGABYTE) * s3.perGigabyteMonth,
    Lambda:
      (counts.invocations / MILLION) * lambda.perMillionInvocations + counts.gigabyteSeconds * lambda.perGigabyteSecond,
    'API Gateway': (counts.apiRequests / MILLION) * PRICES.apiGateway.perMillionRequests,
    SQS: (counts.sqsRequests / MILLION) * PRICES.sqs.perMillionRequests,
    CloudWatch: (counts.logBytes / GIGABYTE) * (cloudwatch.perGigabyteOfLogs + cloudwatch.perGigabyteMonthOfLogs),
  };
}

const MINUTES_PER_MONTH = 30 * 24 * 60;
/** Lambda begins with five pollers of a queue that nothing comes through, each a long poll of 20 s. */
const IDLE_POLLS_PER_MINUTE = 5 * 3;

/** A month of a deployment that no vendor calls. */
export function standingCost(sweep: Counts, standing: { metrics: number; alarms: number }): Cost {
  const idle = mapCounts((name) => sweep[name] * MINUTES_PER_MONTH);
  const cost = costOf({ ...idle, sqsRequests: idle.sqsRequests + IDLE_POLLS_PER_MINUTE * MINUTES_PER_MONTH });
  const { perMetricMonth, perAlarmMonth } = PRICES.cloudwatch;
  return { ...cost, CloudWatch: cost.CloudWatch + standing.metrics * perMetricMonth + standing.alarms * perAlarmMonth };
}

export function totalOf(cost: Cost): number {
  return Object.values(cost).reduce((sum, each) => sum + each, 0);
}

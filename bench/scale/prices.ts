/**
 * List prices in USD of us-east-1, as known in November 2026; to be checked against AWS's pricing pages before anyone
 * relies on them. No free tier, no discount for volume but the ones named, no reserved capacity.
 */
export const PRICES_AS_OF = '2026-11';

export const PRICES = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/, since November 2024. */
  dynamodb: {
    perMillionWriteUnits: 0.625,
    perMillionReadUnits: 0.125,
    perGigabyteMonth: 0.25,
    /** Point-in-time recovery. */
    perGigabyteMonthOfBackup: 0.2,
  },
  /** https://aws.amazon.com/s3/pricing/, S3 Standard, the first 50 TB a month. */
  s3: { perMillionPuts: 5, perMillionGets: 0.4, perGigabyteMonth: 0.023 },
  /** https://aws.amazon.com/sqs/pricing/, standard queues. */
  sqs: { perMillionRequests: 0.4 },
  /** https://aws.amazon.com/lambda/pricing/, arm64. */
  lambda: { perMillionInvocations: 0.2, perGigabyteSecond: 0.000_013_333_4 },
  /** https://aws.amazon.com/api-gateway/pricing/, HTTP APIs; one for each 512 KB of a request that was begun. */
  apiGateway: { perMillionRequests: 1, bytesPerRequest: 512 * 1024 },
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  cloudwatch: {
    perGigabyteOfLogs: 0.5,
    perGigabyteMonthOfLogs: 0.03,
    perMetricMonth: 0.3,
    perAlarmMonth: 0.1,
  },
} as const;

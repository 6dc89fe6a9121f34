import { expect, test } from 'vitest';
import { costOf, standingCost, totalOf } from '../../../bench/scale/cost.ts';
import { PRICES } from '../../../bench/scale/prices.ts';
import { mapCounts, meanOf, noUsage } from '../../../bench/scale/usage.ts';

test('nothing costs nothing, but for what stands', () => {
  expect(totalOf(costOf(noUsage().counts))).toBe(0);
  const standing = standingCost(noUsage().counts, { metrics: 2, alarms: 3 });
  expect(standing.CloudWatch).toBeCloseTo(2 * PRICES.cloudwatch.perMetricMonth + 3 * PRICES.cloudwatch.perAlarmMonth);
  expect(standing.SQS).toBeCloseTo(0.648 * PRICES.sqs.perMillionRequests);
});

test('a million of each costs its list price', () => {
  const cost = costOf(mapCounts(() => 1e6));
  expect(cost['DynamoDB writes']).toBe(PRICES.dynamodb.perMillionWriteUnits);
  expect(cost['S3 requests']).toBe(PRICES.s3.perMillionPuts + PRICES.s3.perMillionGets);
  expect(cost['API Gateway']).toBe(PRICES.apiGateway.perMillionRequests);
});

test('of several jobs the mean is taken, of their times the least, of their rows in an index the largest', () => {
  const usage = (units: number, largestRow: number) => ({
    counts: mapCounts(() => units),
    indexes: { due: { units, largestRow } },
  });
  const mean = meanOf([usage(2, 1), usage(4, 3)]);
  expect(mean.counts.puts).toBe(3);
  expect(mean.counts.milliseconds).toBe(2);
  expect(mean.indexes.due).toEqual({ units: 3, largestRow: 3 });
});

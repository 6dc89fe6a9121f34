import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeCount } from '../../lib/platform/metrics.ts';
import { readPackagedService } from './packaged-service.ts';

const { functions, get, ofType, outputs, resources } = await readPackagedService();

describe('the queue of nudges', () => {
  const queue = get('NudgesQueue').Properties;
  const deadLetters = get('NudgesDeadLetterQueue').Properties;
  const [[, mapping] = []] = ofType('AWS::Lambda::EventSourceMapping');

  test('feeds process-job, which answers for each nudge by itself', () => {
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['NudgesQueue', 'Arn'] },
      FunctionName: { 'Fn::GetAtt': ['ProcessDashjobLambdaFunction', 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      Enabled: true,
    });
  });

  test('hands no nudge out twice while it is worked on', () => {
    // AWS: at least six times the function's timeout, plus the batching window.
    const windowSeconds = mapping?.Properties.MaximumBatchingWindowInSeconds ?? 0;
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * functions.get('process-job')?.Timeout + windowSeconds);
  });

  test('keeps a nudge long enough to fail its last time', () => {
    expect(queue.MessageRetentionPeriod).toBeGreaterThan(queue.VisibilityTimeout * queue.RedrivePolicy.maxReceiveCount);
  });

  test('puts what fails five times aside, for longer than it would have lived', () => {
    expect(queue.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': ['NudgesDeadLetterQueue', 'Arn'] },
      maxReceiveCount: 5,
    });
    expect(deadLetters.MessageRetentionPeriod).toBeGreaterThan(queue.MessageRetentionPeriod);
  });

  test('is encrypted', () => {
    for (const { SqsManagedSseEnabled } of [queue, deadLetters]) expect(SqsManagedSseEnabled).toBe(true);
  });
});

describe('the tables', () => {
  const tables = ofType('AWS::DynamoDB::Table');

  test.each([
    ['JobsTable', { '': 'job:S', due: 'dueShard:S dueAt:S', 'by-status': 'statusShard:S updatedAt:S' }],
    [
      'FilesTable',
      {
        '': 'fileKey:S item:S',
        'by-job': 'job:S fileKey:S',
        'by-emotion': 'emotionShard:S score:N',
        'by-severity': 'severityShard:S at:S',
      },
    ],
  ])('%s has the keys its access patterns need', (logicalId, keys) => {
    expect(describeKeys(get(logicalId).Properties)).toEqual(keys);
  });

  test('are kept when the stack goes, can be restored, and cost nothing unused', () => {
    expect(tables).toHaveLength(2);
    for (const [, table] of tables) {
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    }
  });

  test('have names CloudFormation gives, so that two stages never share one', () => {
    for (const [, { Properties }] of tables) expect(Properties).not.toHaveProperty('TableName');
  });
});

describe('the raw bucket', () => {
  const { Properties: bucket, ...policies } = get('RawBucket');

  test('keeps every version, also when the stack goes', () => {
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(policies).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    for (const rule of bucket.LifecycleConfiguration.Rules) {
      expect(Object.keys(rule).sort()).toEqual(['AbortIncompleteMultipartUpload', 'Id', 'Status']);
    }
  });

  test('forgets the parts of uploads that nobody finished: their worker died', () => {
    expect(bucket.LifecycleConfiguration.Rules).toContainEqual({
      Id: 'abort-incomplete-uploads',
      Status: 'Enabled',
      // Longer than any worker lives, and any import runs.
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
    });
  });

  test('is private, encrypted and reached over TLS only', () => {
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(JSON.stringify(bucket.BucketEncryption)).toContain('"SSEAlgorithm":"AES256"');
    expect(get('RawBucketPolicy').Properties).toMatchObject({
      Bucket: { Ref: 'RawBucket' },
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        ],
      },
    });
  });
});

describe('the alarms', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const watched = alarms.flatMap(({ Metrics, MetricName, Dimensions }) =>
    Metrics === undefined
      ? [`${MetricName} ${describeTarget(Dimensions)}`]
      : Metrics.flatMap(({ MetricStat }: { MetricStat?: Stat }) =>
          MetricStat ? [`${MetricStat.Metric.MetricName} ${describeTarget(MetricStat.Metric.Dimensions)}`] : [],
        ),
  );

  test.each([
    'ApproximateNumberOfMessagesVisible NudgesDeadLetterQueue',
    'ApproximateAgeOfOldestMessage NudgesQueue',
    ...['JobsTable', 'FilesTable'].flatMap((table) => [`ReadThrottleEvents ${table}`, `WriteThrottleEvents ${table}`]),
    ...ofType('AWS::Lambda::Function').map(([logicalId]) => `Errors ${logicalId}`),
    '5xx HttpApi',
    'Invocations SweepDashjobsLambdaFunction',
    'JobParked verdex',
  ])('watch %s', (metric) => {
    expect(watched).toContain(metric);
  });

  test('ring when a sweep is missing: a metric that is not there is no sweep', () => {
    const alarm = get('SweepJobsMissingAlarm').Properties;
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'SweepDashjobsLambdaFunction' } }],
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
    // Several sweeps belong in a period, which run every minute.
    expect(alarm.Period).toBeGreaterThan(60);
  });

  test('ring for a parked job, by the name and the dimension it is counted under', () => {
    const alarm = get('JobsParkedAlarm').Properties;
    expect(alarm).toMatchObject({ Statistic: 'Sum', ComparisonOperator: 'GreaterThanThreshold', Threshold: 0 });

    for (const [name, value] of Object.entries(functions.get('process-job')?.Environment.Variables ?? {})) {
      if (name.startsWith('POWERTOOLS_')) vi.stubEnv(name, String(value));
    }
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    onTestFinished(() => {
      write.mockRestore();
      vi.unstubAllEnvs();
    });
    makeCount()('JobParked');
    const written = lines.map((line) => JSON.parse(line)).find(({ _aws }) => _aws !== undefined);
    expect(written._aws.CloudWatchMetrics).toMatchObject([
      {
        Namespace: alarm.Namespace,
        Metrics: [{ Name: alarm.MetricName }],
        Dimensions: [alarm.Dimensions.map(({ Name }: { Name: string }) => Name)],
      },
    ]);
    for (const { Name, Value } of alarm.Dimensions) expect(written[Name]).toBe(Value);
  });

  test('say what happened to whoever is subscribed', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toEqual([{ Ref: 'AlarmsTopic' }]);
      expect(alarm.AlarmDescription).toMatch(/\w+\. \w+/);
    }
  });
});

test('the outputs name what one needs to use the stack', () => {
  expect(Object.keys(outputs)).toEqual(
    expect.arrayContaining(['CallbackBaseUrl', 'RawBucketName', 'JobsTableName', 'FilesTableName', 'NudgesQueueUrl']),
  );
});

test('nothing in the template is bound to one account', () => {
  expect(JSON.stringify(resources)).not.toMatch(/\b\d{12}\b(?!-)/);
});

type Stat = { Metric: { MetricName: string; Dimensions: Dimension[] } };
type Dimension = { Value: string | { Ref: string } | { 'Fn::GetAtt': string[] } };

function describeTarget([dimension]: Dimension[]): string | undefined {
  if (dimension === undefined) return undefined;
  if (typeof dimension.Value === 'string') return dimension.Value;
  return 'Ref' in dimension.Value ? dimension.Value.Ref : dimension.Value['Fn::GetAtt'][0];
}

type KeyPart = { AttributeName: string };

/** `{ '': 'partition:S sort:S', 'an-index': … }` */
function describeKeys(table: ReturnType<typeof get>['Properties']): Record<string, string> {
  const types = new Map<string, string>(
    table.AttributeDefinitions.map((definition: KeyPart & { AttributeType: string }) => [
      definition.AttributeName,
      definition.AttributeType,
    ]),
  );
  const describeKey = (schema: KeyPart[]) =>
    schema.map(({ AttributeName }) => `${AttributeName}:${types.get(AttributeName)}`).join(' ');
  const indexes: Array<{ IndexName: string; KeySchema: KeyPart[] }> = table.GlobalSecondaryIndexes;
  return Object.fromEntries([
    ['', describeKey(table.KeySchema)],
    ...indexes.map(({ IndexName, KeySchema }) => [IndexName, describeKey(KeySchema)]),
  ]);
}

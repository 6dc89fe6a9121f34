/** What was used of AWS, as it is billed. */
export type Counts = {
  writeUnits: number;
  readUnits: number;
  dynamodbRequests: number;
  /** In the tables, without their indexes. */
  rows: number;
  /** With those of the indexes. */
  dynamodbBytes: number;
  puts: number;
  gets: number;
  s3Bytes: number;
  sqsRequests: number;
  invocations: number;
  milliseconds: number;
  gigabyteSeconds: number;
  apiRequests: number;
  logBytes: number;
};

const TIMES: readonly (keyof Counts)[] = ['milliseconds', 'gigabyteSeconds'];

export type Usage = {
  counts: Counts;
  /** Write units by index, all together and of the largest row. */
  indexes: Record<string, { units: number; largestRow: number }>;
};

export function noUsage(): Usage {
  return { counts: mapCounts(() => 0), indexes: {} };
}

/** The mean of what jobs of one kind used; of their times the least, since what else a machine does only adds to them. */
export function meanOf(usages: readonly Usage[]): Usage {
  const mean = (amountOf: (usage: Usage) => number) =>
    usages.reduce((sum, usage) => sum + amountOf(usage), 0) / usages.length;
  const names = new Set(usages.flatMap(({ indexes }) => Object.keys(indexes)));
  const indexes = [...names].map((name): [string, Usage['indexes'][string]] => [
    name,
    {
      units: mean((usage) => usage.indexes[name]?.units ?? 0),
      largestRow: Math.max(...usages.map((usage) => usage.indexes[name]?.largestRow ?? 0)),
    },
  ]);
  const counts = mapCounts((name) =>
    TIMES.includes(name) ? Math.min(...usages.map((usage) => usage.counts[name])) : mean((usage) => usage.counts[name]),
  );
  return { counts, indexes: Object.fromEntries(indexes) };
}

export function mapCounts(amountOf: (name: keyof Counts) => number): Counts {
  return {
    writeUnits: amountOf('writeUnits'),
    readUnits: amountOf('readUnits'),
    dynamodbRequests: amountOf('dynamodbRequests'),
    rows: amountOf('rows'),
    dynamodbBytes: amountOf('dynamodbBytes'),
    puts: amountOf('puts'),
    gets: amountOf('gets'),
    s3Bytes: amountOf('s3Bytes'),
    sqsRequests: amountOf('sqsRequests'),
    invocations: amountOf('invocations'),
    milliseconds: amountOf('milliseconds'),
    gigabyteSeconds: amountOf('gigabyteSeconds'),
    apiRequests: amountOf('apiRequests'),
    logBytes: amountOf('logBytes'),
  };
}

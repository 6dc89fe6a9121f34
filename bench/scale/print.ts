/** The tables of what was counted, what it costs, and where a key gets hot. */
import { heading, table } from '../../local/terminal.ts';
import { type Cost, SERVICES, totalOf } from './cost.ts';
import type { HotKey } from './hot-keys.ts';
import type { JobKind } from './jobs.ts';
import { PRICES_AS_OF } from './prices.ts';
import type { Usage } from './usage.ts';

const MONTHLY_FILES = [1_000, 1_000_000, 1_000_000_000];

export type Counted = { kind: JobKind; perJob: Usage; perFile: Cost };

export function printScale(counted: readonly Counted[], standing: Cost, hot: readonly HotKey[]): void {
  heading('What a job uses');
  const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
  table([
    ['job', 'rows', 'WRU', 'RRU', 'DynamoDB', 'S3 PUT', 'GET', 'raw KB', 'SQS', 'invocations', 'ms', 'log KB'],
    ...counted.map(({ kind, perJob: { counts } }) => [
      kind.name,
      ...[counts.rows, counts.writeUnits, counts.readUnits, counts.dynamodbRequests].map(number),
      ...[counts.puts, counts.gets, counts.s3Bytes / 1000, counts.sqsRequests].map(number),
      ...[counts.invocations, counts.milliseconds, counts.logBytes / 1000].map(number),
    ]),
  ]);
  heading(`What a million files cost, USD by the list prices of ${PRICES_AS_OF}; storage for each month kept`);
  const dollars = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
  const names = counted.map(({ kind }) => kind.name);
  table([
    ['', ...names, 'a month of nothing'],
    ...SERVICES.map((service) => [
      service,
      ...counted.map(({ perFile }) => dollars(perFile[service] * 1e6)),
      dollars(standing[service]),
    ]),
    ['all', ...counted.map(({ perFile }) => dollars(totalOf(perFile) * 1e6)), dollars(totalOf(standing))],
  ]);
  const [first] = counted;
  if (first !== undefined) {
    heading(`A month of so many files by service, USD: ${first.kind.name}`);
    table([
      ['', ...MONTHLY_FILES.map(number)],
      ...SERVICES.map((service) => [
        service,
        ...MONTHLY_FILES.map((files) => dollars(first.perFile[service] * files + standing[service])),
      ]),
      ['all', ...MONTHLY_FILES.map((files) => dollars(totalOf(first.perFile) * files + totalOf(standing)))],
    ]);
  }
  heading('A month of so many files, USD');
  table([
    ['files', ...names],
    ...MONTHLY_FILES.map((files) => [
      number(files),
      ...counted.map(({ perFile }) => dollars(totalOf(perFile) * files + totalOf(standing))),
    ]),
  ]);
  heading('Where one key of an index takes 1,000 write units a second');
  table([
    ['key', 'when', 'WRU a file', 'files/s', 'files a month'],
    ...hot.map(({ key, when, unitsPerFile, filesPerSecond }) => [
      key,
      when,
      unitsPerFile.toFixed(2),
      number(filesPerSecond),
      `${(filesPerSecond * 2.592e-3).toFixed(1)} billion`,
    ]),
  ]);
}

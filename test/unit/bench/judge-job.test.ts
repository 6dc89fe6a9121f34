import { describe, expect, test } from 'vitest';
import { countJobs } from '../../../bench/delivery/findings.ts';
import { type FoundJob, judgeJob } from '../../../bench/delivery/judge-job.ts';
import type { FileSummary } from '../../../lib/summaries/file-summary.ts';
import { type Delivered, deliveredHive, deliveredHume, deliveredPicture, deliveredVideo } from './delivered.ts';

type Classes = NonNullable<FileSummary['moderation']>['classes'];

const sound: [string, () => Promise<Delivered>][] = [
  ['Hume', deliveredHume],
  ['Hume, with a ref', () => deliveredHume('user/1')],
  ['Hive', deliveredHive],
  ['Hive, with a ref', () => deliveredHive('user/1')],
  ['Hive, a video', deliveredVideo],
  ['Hive, a picture', deliveredPicture],
];

function kindsOf({ job, found }: Delivered, changes: Partial<FoundJob>): string[] {
  return [...new Set(judgeJob(job, { ...found, ...changes }).findings.map(({ kind }) => kind))];
}

/** The job with something else in its first summary. */
function withSummary(delivered: Delivered, change: (summary: FileSummary) => Partial<FileSummary>): Delivered {
  const summaries = delivered.found.summaries.map((each, at) => (at === 0 ? { ...each, ...change(each) } : each));
  return { ...delivered, found: { ...delivered.found, summaries } };
}

describe.each(sound)('%s', (_, make) => {
  test('a job as it should be is held against nobody', async () => {
    const { job, found } = await make();
    expect(judgeJob(job, found).findings).toEqual([]);
    expect(found.fileKeys.length).toBeGreaterThan(0);
  });

  test.each(['not heard of', 'expected', 'waiting', 'running', 'parked', 'failed'])(
    '%s, it is lost',
    async (status) => {
      expect(kindsOf(await make(), { status })).toEqual(['lost']);
    },
  );

  test('without its raw bytes, or without a file or its summary, it is lost', async () => {
    const delivered = await make();
    expect(kindsOf(delivered, { rawBytes: undefined })).toEqual(['lost']);
    expect(kindsOf(delivered, { fileKeys: delivered.found.fileKeys.slice(1) })).toEqual(['lost']);
    expect(kindsOf(delivered, { summaries: delivered.found.summaries.slice(1) })).toEqual(['lost']);
  });

  test('a file that is listed twice, summarised twice or not its own is a duplicate', async () => {
    const delivered = await make();
    const { fileKeys, summaries } = delivered.found;
    expect(kindsOf(delivered, { fileKeys: [...fileKeys, ...fileKeys.slice(0, 1)] })).toEqual(['duplicated']);
    expect(kindsOf(delivered, { summaries: [...summaries, ...summaries.slice(0, 1)] })).toEqual(['duplicated']);
    expect(kindsOf(delivered, { fileKeys: [...fileKeys, 'another'] })).toEqual(['duplicated']);
  });

  test('one byte of the raw result that is another is wrong', async () => {
    const delivered = await make();
    const rawBytes = Uint8Array.from(delivered.found.rawBytes ?? []);
    rawBytes[rawBytes.length - 5] = 0x20;
    expect(kindsOf(delivered, { rawBytes })).toEqual(['wrong']);
    expect(kindsOf(delivered, { raw: { sha256: 'another', bytes: 1 } })).toEqual(['wrong']);
  });

  test('coverage that is another is wrong', async () => {
    const delivered = await make();
    const { coverage } = delivered.found;
    if (coverage === null) throw new Error('no coverage');
    for (const name of ['files', 'predictions', 'errors'] as const) {
      expect(kindsOf(delivered, { coverage: { ...coverage, [name]: coverage[name] + 1 } })).toEqual(['wrong']);
    }
    expect(kindsOf(delivered, { coverage: { ...coverage, expectedPredictions: -1 } })).toEqual(['wrong']);
    expect(kindsOf(delivered, { coverage: { ...coverage, complete: coverage.complete !== true } })).toEqual(['wrong']);
    expect(kindsOf(delivered, { coverage: null })).toEqual(['wrong']);
  });

  test('coverage of a file that is another is wrong', async () => {
    const delivered = await make();
    const changes: Partial<FileSummary['coverage']>[] = [
      { indexed: 0 },
      { expected: 1_000 },
      { complete: delivered.found.summaries[0]?.coverage.complete !== true },
      { job: undefined },
    ];
    for (const change of changes) {
      const changed = withSummary(delivered, ({ coverage }) => ({ coverage: { ...coverage, ...change } }));
      expect(kindsOf(changed, {})).toEqual(['wrong']);
    }
  });

  test('a file of another name, or made from other bytes, is wrong', async () => {
    const delivered = await make();
    const renamed = withSummary(delivered, () => ({ identity: 'another' }));
    const remade = withSummary(delivered, ({ raw }) => ({ raw: raw && { ...raw, sha256: 'another' } }));
    expect(kindsOf(renamed, {})).toEqual(['wrong']);
    expect(kindsOf(remade, {})).toEqual(['wrong']);
  });
});

test('a mean that is off by a hair, and a top emotion at another rank, are wrong', async () => {
  const delivered = await deliveredHume();
  const off = withSummary(delivered, ({ emotions }) => {
    const [[model, found] = ['', undefined]] = Object.entries(emotions);
    const [[name, score] = ['', undefined]] = Object.entries(found?.all ?? {});
    if (found === undefined || score === undefined) throw new Error('no emotions');
    const all = { ...found.all, [name]: { ...score, mean: score.mean + 1e-12 } };
    return { emotions: { ...emotions, [model]: { ...found, all } } };
  });
  const reversed = withSummary(delivered, ({ emotions }) => ({
    emotions: Object.fromEntries(
      Object.entries(emotions).map(([model, found]) => [model, { ...found, top: found.top.toReversed() }]),
    ),
  }));
  expect(kindsOf(off, {})).toEqual(['wrong']);
  expect(kindsOf(reversed, {})).toEqual(['wrong']);
});

test.each([
  ['a call', deliveredHive],
  ['a video', deliveredVideo],
])('%s: a headline, its class and place, and what is said of any class, that is another is wrong', async (_, make) => {
  const delivered = await make();
  type Found = NonNullable<FileSummary['moderation']>;
  const changes: ((moderation: Found) => Partial<Found>)[] = [
    ({ severity }) => ({ severity: (severity ?? 0) - 1 }),
    () => ({ severityClass: 'another' }),
    () => ({ severityAt: { time: { begin: -1, end: -1 } } }),
    ({ derived }) => ({ derived: !derived }),
    () => ({ policy: 'another@1' }),
    () => ({ classes: {} }),
    () => ({ unknownClasses: ['another'] }),
    () => ({ changedHeads: [{ product: 'visual', head: 'gun', missing: ['no_gun'] }] }),
    ({ classes }) => ({ classes: withLast(classes, ({ max }) => ({ max: (max ?? 0) + 1e-9 })) }),
    ({ classes }) => ({ classes: withLast(classes, ({ count }) => ({ count: count + 1 })) }),
    ({ classes }) => ({ classes: withLast(classes, () => ({ head: 'another' })) }),
  ];
  for (const change of changes) {
    const changed = withSummary(delivered, ({ moderation }) => ({
      moderation: moderation && { ...moderation, ...change(moderation) },
    }));
    expect(kindsOf(changed, {})).toEqual(['wrong']);
  }
  expect(
    kindsOf(
      withSummary(delivered, () => ({ moderation: null })),
      {},
    ),
  ).toEqual(['wrong']);
});

function withLast(classes: Classes, change: (found: Classes[string]) => Partial<Classes[string]>): Classes {
  const [name, found] = Object.entries(classes).at(-1) ?? [];
  if (name === undefined || found === undefined) throw new Error('no classes');
  return { ...classes, [name]: { ...found, ...change(found) } };
}

test('a job that should have failed, and is indexed, is lost; one with files is wrong', async () => {
  const { job, found } = await deliveredHume();
  const failing = { ...job, expected: 'failed' as const };
  expect(judgeJob(failing, found).findings).toMatchObject([{ kind: 'lost' }]);
  expect(judgeJob(failing, { ...found, status: 'failed' }).findings).toMatchObject([{ kind: 'wrong' }]);
  expect(judgeJob(failing, { ...found, status: 'failed', fileKeys: [] }).findings).toEqual([]);
});

test('jobs are counted, not findings', () => {
  const finding = (job: string, kind: 'lost' | 'wrong') => ({ job, kind, what: '' });
  const findings = [finding('a', 'lost'), finding('a', 'lost'), finding('b', 'lost'), finding('a', 'wrong')];
  expect(countJobs(findings)).toEqual({ lost: 2, duplicated: 0, wrong: 1 });
});

/** Hume lists errors after the files, and an archive may hold any number of these. */
import { describe, expect, test } from 'vitest';
import { makePlannedCutter } from '../../../../lib/summaries/reader/json-cutter.ts';
import { resultPlan } from '../../../../lib/vendors/hume/result-plan.ts';
import { makeResultWalk } from '../../../../lib/vendors/hume/result-walk.ts';
import { summariseHume } from '../../../../lib/vendors/hume/summarise.ts';
import { face, faceFile, urlSource, withErrors } from '../../../support/hume-results.ts';
import { context, summarise } from '../../../support/hume-summaries.ts';
import { bytesOf, everyBytes, streamOf, summarised } from '../../../support/result-bytes.ts';

const ZIP = 'https://example.com/faces.zip';
/** More than wait as they are. */
const MEMBERS = 600;
const inOrder = Array.from({ length: MEMBERS }, (_, index) => `${index}.jpg`);

function member(index: number) {
  return faceFile(`${index}.jpg`, face(index, { Joy: 0.5, Awe: index / MEMBERS }));
}

const archive = urlSource(ZIP, ...inOrder.map((_, index) => member(index)));
const about = (...members: number[]) => members.map((index) => ({ message: `bad ${index}`, file: `${index}.jpg` }));

test('each error is on its file, however early that was, and files keep their order', async () => {
  const { files, report } = await summarise([
    withErrors(archive, ...about(MEMBERS - 1, 300, 255, 256, 0), { message: 'no image', file: 'a.txt' }),
  ]);
  expect(files.map(({ path }) => path)).toEqual([...inOrder, 'a.txt']);
  expect(files.flatMap(({ path, errors, coverage }) => errors.map((each) => [path, each, coverage.complete]))).toEqual([
    ...[0, 255, 256, 300, MEMBERS - 1].map((index) => [`${index}.jpg`, `bad ${index}`, false]),
    ['a.txt', 'no image', false],
  ]);
  expect(files.filter(({ coverage }) => coverage.complete === false)).toHaveLength(6);
  expect(report).toMatchObject({ files: MEMBERS + 1, predictions: MEMBERS, errorCount: 6 });
});

test('an error without a name is about every file', async () => {
  const { files, report } = await summarise([{ ...archive, error: 'cut short' }]);
  expect(files).toHaveLength(MEMBERS);
  expect(files.every(({ errors, coverage }) => errors[0] === 'cut short' && coverage.complete === false)).toBe(true);
  expect(report).toMatchObject({ files: MEMBERS, errorCount: 1 });
});

test('a file that had to wait is what it would have been alone, evidence included', async () => {
  const bytes = bytesOf([archive]);
  const { files } = await summarised(summariseHume, bytes, context);
  for (const index of [0, 255, 256, MEMBERS - 1]) {
    const [alone] = (await summarise([urlSource(ZIP, member(index))])).files;
    const peak = files[index]?.emotions.face?.all.Awe?.peak;
    const element = bytes.subarray(peak?.bytes?.begin, peak?.bytes?.end).toString();
    expect(JSON.parse(element)).toEqual(face(index, { Joy: 0.5, Awe: index / MEMBERS }));
    expect(files[index]).toMatchObject(alone ?? {});
  }
});

test('a source that is named last lets no file go unnamed', async () => {
  const { source, results } = withErrors(archive, ...about(0, MEMBERS - 1));
  const { files, report } = await summarise([{ results, source }]);
  expect(files.map(({ identity }) => identity)).toEqual(inOrder.map((path) => `${ZIP}!/${path}`));
  expect(files[0]).toMatchObject({ errors: ['bad 0'], coverage: { complete: false } });
  expect(report).toMatchObject({ files: MEMBERS, errorCount: 2 });
});

test('they are not handed over all at once', async () => {
  let open = 0;
  let most = 0;
  let taken = 0;
  await summariseHume(streamOf([bytesOf([archive])]), context, async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    taken += 1;
  });
  expect(taken).toBe(MEMBERS);
  expect(most).toBe(256);
});

describe('beyond what may wait', () => {
  /** As much as 100 of them take when packed. */
  const MAX_PACKED_BYTES = 130_000;

  function read(result: unknown) {
    const { parts, takeFinished, report } = makeResultWalk(context, { maxPackedBytes: MAX_PACKED_BYTES });
    const cutter = makePlannedCutter(resultPlan(), parts);
    const pieces = everyBytes(bytesOf(result), 4096);
    for (const piece of pieces.slice(0, -1)) cutter.write(piece);
    const early = takeFinished().map((summary) => summary());
    for (const piece of pieces.slice(-1)) cutter.write(piece);
    return { early, files: [...early, ...takeFinished().map((summary) => summary())], report: report() };
  }

  test('the first go while the result still comes; none is lost, and their order is kept', () => {
    const { early, files } = read([archive]);
    expect(files.map(({ path }) => path)).toEqual(inOrder);
    expect(early.length).toBeGreaterThan(256);
    expect(early.length).toBeLessThan(MEMBERS - 50);
  });

  test('an error about one that went is counted for the job alone, and makes no second file of it', () => {
    const { early, files, report } = read([withErrors(archive, ...about(0, MEMBERS - 1), { message: 'cut short' })]);
    expect(files.map(({ path }) => path)).toEqual(inOrder);
    expect(early.every(({ errors, coverage }) => errors.length === 0 && coverage.complete === null)).toBe(true);
    expect(files.at(-1)?.errors).toEqual([`bad ${MEMBERS - 1}`, 'cut short']);
    const told = files.filter(({ errors }) => errors.includes('cut short'));
    expect(told.length).toBeGreaterThan(50);
    expect(files.slice(-told.length)).toEqual(told);
    expect(report).toMatchObject({ files: MEMBERS, predictions: MEMBERS, errorCount: 3 });
  });
});

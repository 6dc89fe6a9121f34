/** What is read as it lies in the reader's window says what it says when it is cut out and parsed: oddities one by one. */
import { expect, test } from 'vitest';
import { MAX_JSON_DEPTH } from '../../../../lib/platform/parse-json.ts';
import { MAX_NAMES } from '../../../../lib/summaries/too-many-names.ts';
import { renamed, safeScores } from '../../../support/hive-frames.ts';
import { bothWays, type Outcome } from '../../../support/hive-in-place.ts';
import { classes } from '../../../support/hive-tasks.ts';
import { everyBytes } from '../../../support/result-bytes.ts';

const { parsed, inPlace } = bothWays();

/** Demands the same of both ways, and answers it. */
async function outcomeOf(result: string): Promise<Outcome> {
  const bytes = Buffer.from(result);
  const outcome = await parsed([bytes]);
  for (const { kind, summarise } of inPlace) expect(await summarise([bytes]), kind).toEqual(outcome);
  return outcome;
}

function taskOf(...outputs: string[]): string {
  const input = '{"model":"m-1","media":{"filename":"a.mp4","num_frames":3}}';
  return `{"id":"task-1","status":[{"status":{"code":"0"},"response":{"input":${input},"output":[${outputs.join()}]}}]}`;
}
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
/** Of a list inside an output: a task, its status, an entry, its response, the outputs and one of them are around it. */
const DEEPEST = MAX_JSON_DEPTH - 6;

const gun = (score: string) => `[{"class":"gun_in_hand","score":0.25},{"class":"no_gun","score":${score}}]`;
const frame = (time: number, score = '0.75') => `{"time":${time},"classes":${gun(score)}}`;
const box = (score: string, more = '') => `{"vertices":[{"x":1,"y":2}],"classes":${gun(score)}${more}}`;

test.each([
  ['a number like no other', frame(1, '-0.0'), frame(2, '1.0000005'), frame(3, '1e999')],
  ['Hive’s word for no score, and a severity', frame(1, '-1'), frame(2, '3'), frame(3, '2.5')],
  ['scores that are no numbers', frame(1, 'null'), frame(2, '"1"'), frame(3, '[]')],
  ['one class twice', frame(1), `{"time":2,"classes":[{"class":"a","score":0.5},{"class":"a","score":0.7}]}`],
  [
    'classes without a usable name',
    ...['""', '"__proto__"', 'null', '7'].map(
      (name) => `{"classes":[{"class":${name},"score":1},{"class":"a","score":0}]}`,
    ),
  ],
  ['V3’s names of the keys', '{"classes":[{"class_name":"a","value":0.5}]}', '{"classes":[{"value":0.6,"class":"a"}]}'],
  ['names under other keys', '{"classes":[{"name":"a","score":0.5}]}', '{"classes":[{"class":"a","level":0.5}]}'],
  ['a class with a third member', '{"classes":[{"class":"a","score":0.5,"value":0.9}]}'],
  [
    'names with escapes',
    '{"classes":[{"class":"\\u0061","score":0.5}]}',
    '{"cl\\u0061sses":[{"class":"a","score":0.9}]}',
  ],
  ['no classes', '{"time":1}', '{"time":2,"classes":null}', '{"time":3,"classes":[]}', '{}'],
  ['null where sentences and boxes are', '{"classifications":null}', '{"time":1,"bounding_poly":null,"classes":[]}'],
  ['keys that come twice', `{"time":1,"time":9,"classes":${gun('0.1')}}`, `{"classes":[],"classes":${gun('0.2')}}`],
  ['times that are none', ...['null', '"1"', '1e300', '[]'].map((time) => `{"time":${time},"classes":${gun('1')}}`)],
  ['the time in what is extra', `{"extra":[{"name":"timestamp","value":7}],"classes":${gun('0.5')}}`],
  ['what nobody knows', `{"new":{"classes":${gun('1')}},"x":"{","y":[],"time":1,"classes":${gun('0.5')}}`],
  ['other shapes among frames', frame(1), `{"time":2,"bounding_poly":[${box('1')}]}`, frame(3), frame(4, '0.9')],
  [
    'boxes of things',
    `{"time":2,"bounding_poly":[${box('0.8', ',"meta":{"type":"logo"}')},${box('1', ',"meta":null')}]}`,
  ],
  [
    'boxes that are classes',
    `{"bounding_poly":[${box('0.8', ',"class":"a","score":0.6')},{"class_name":"b","value":1},{"class":7}]}`,
  ],
  ['an output with classes and boxes', `{"bounding_poly":[${box('1')}],"classes":${gun('1')},"time":4}`],
  [
    'sentences',
    `{"classifications":[{"classes":${gun('2')},"start_timestamp":1,"end_timestamp":2},{"text":"a"},{"classes":null}]}`,
  ],
  ['as deep as can be', `{"x":${nested(DEEPEST)},"classes":${gun('1')}}`],
])('%s', async (_, ...outputs) => {
  // In the other order the list that is learned is another.
  expect(await outcomeOf(taskOf(...outputs))).toMatchObject({ files: [{ vendor: 'hive' }] });
  expect(await outcomeOf(taskOf(...outputs.toReversed()))).toMatchObject({ files: [{ vendor: 'hive' }] });
});

test.each([
  ['classes that are no list', frame(1), '{"time":2,"classes":{}}'],
  ['a box with such classes', `{"bounding_poly":[${box('1')},{"classes":"a"}]}`],
  ['a sentence with such classes', '{"classifications":[{"classes":7}]}'],
  ['sentences that are no list', frame(1), '{"classifications":{}}'],
  ['deeper than can be', frame(1), `{"x":${nested(DEEPEST + 1)},"classes":${gun('1')}}`],
  ['no JSON', frame(1), `{"time":01,"classes":${gun('1')}}`],
  ['no JSON in what nobody knows', frame(1), `{"x":{"a":tru},"classes":${gun('1')}}`],
])('refused in the same words: %s', async (_, ...outputs) => {
  expect(await outcomeOf(taskOf(...outputs))).toMatchObject({ refused: expect.stringMatching(/^Malformed: not /) });
});

test('more classes than a summary can hold are refused', async () => {
  const frames = Array.from({ length: MAX_NAMES / 100 }, (_, index) =>
    JSON.stringify({ classes: Array.from({ length: 101 }, (__, of) => ({ class: `a${index}-${of}`, score: 0.5 })) }),
  );
  expect(await outcomeOf(taskOf(...frames))).toMatchObject({
    refused: expect.stringMatching(/^Permanent: a file with/),
  });
});

test('text that was read off pictures is told from frames', async () => {
  const outcome = await outcomeOf(taskOf(frame(1), '{"time":2,"block_text":null}', '{"frame_results":[]}'));
  expect(outcome).toMatchObject({ refused: expect.stringMatching(/^Permanent: .* does not read this Hive product/) });
});

test('frames with the same classes are compared, not read, and summed as if they were', async () => {
  const before = inPlace.map(({ read }) => read.learned);
  const scores = renamed(safeScores(), 'no_gun', 'gun_is_missing');
  const frames = Array.from({ length: 40 }, (_, time) => JSON.stringify({ time, classes: classes(scores) }));
  const outcome = await outcomeOf(taskOf(...frames));
  expect(outcome).toMatchObject({
    files: [{ moderation: { classes: { gun_is_missing: { polarity: 'safe', count: 40 } } } }],
  });
  for (const [index, { read }] of inPlace.entries()) expect(read.learned - (before[index] ?? 0)).toBeGreaterThan(30);
});

test('outputs longer than frames are, which end in later chunks, say what they say', async () => {
  const words = `[${Array.from({ length: 4000 }, (_, time) => `{"time":${time},"alternatives":[{"text":"a"}]}`).join()}]`;
  const sentence = `{"classes":${gun('1')},"start_timestamp":1,"end_timestamp":2}`;
  const speech = `{"transcript":"${'a '.repeat(20_000)}","classifications":[${sentence}],"words":${words}}`;
  const long = `{"no":"${'x'.repeat(40_000)}","time":7,"classes":${gun('0.875')}}`;
  const bytes = Buffer.from(taskOf(frame(1), speech, long, frame(8), speech, frame(9, '0.5')));
  const outcome = await parsed([bytes]);
  expect(outcome).toHaveProperty('files');
  for (const { kind, summarise } of inPlace) {
    for (const size of [997, 64 * 1024, bytes.length]) {
      expect(await summarise(everyBytes(bytes, size)), kind).toEqual(outcome);
    }
  }
});

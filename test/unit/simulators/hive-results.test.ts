import { expect, test } from 'vitest';
import { headsOf } from '../../../lib/vendors/hive/classes/class-registry.ts';
import type { HiveInput } from '../../../local/simulators/hive-request.ts';
import { makeHiveTask } from '../../../local/simulators/hive-results.ts';
import type { HiveProject } from '../../../local/simulators/hive-scores.ts';

const createdAt = new Date('2026-01-02T03:04:05.000Z');
const taskId = 'dd52c0d0-9ec7-11ea-98a3-4b92424b8366';

function make(
  project: HiveProject,
  input: HiveInput,
  { seed = 'test', metadata }: { seed?: string; metadata?: unknown } = {},
) {
  const bytes = makeHiveTask({ input, callback_url: null, metadata }, { seed, taskId, project, createdAt });
  return { bytes, task: JSON.parse(Buffer.from(bytes).toString()) };
}

const recording = (name: string): HiveInput => ({ type: 'url', url: `https://x.test/${name}` });
const written = (text: string): HiveInput => ({ type: 'text', text });
type Class = { class: string; score: number };

test('the same arguments give the same bytes, another seed others', () => {
  const first = make('speech', recording('call.mp3')).bytes;
  expect(make('speech', recording('call.mp3')).bytes).toEqual(first);
  expect(make('speech', recording('call.mp3'), { seed: 'other' }).bytes).not.toEqual(first);
});

test('speech is classified sentence by sentence, with places in the transcript and the time', () => {
  const { task } = make('speech', recording('call-60s.mp3'));
  expect(task).toMatchObject({ id: taskId, code: 200, status: [{ status: { code: '0', message: 'SUCCESS' } }] });
  expect('metadata' in task).toBe(false);
  const { input, output, language } = task.status[0].response;
  expect(language).toBe('EN');
  expect(input.media).toEqual({
    url: 'https://x.test/call-60s.mp3',
    filename: null,
    type: 'AUDIO',
    mime_type: 'mp3',
    mimetype: 'audio/mp3',
    duration: 60,
  });
  const [{ transcript, classifications, words }] = output;
  expect(classifications.length).toBeGreaterThan(5);
  for (const sentence of classifications) {
    expect(transcript.slice(sentence.start_char_index, sentence.end_char_index)).toBe(sentence.text);
    expect(sentence.end_timestamp).toBeGreaterThan(sentence.start_timestamp);
    expect(sentence.classes.map((entry: Class) => entry.class)).toEqual(['sexual', 'hate', 'violence', 'bullying']);
    for (const { score } of sentence.classes) expect([0, 1, 2, 3]).toContain(score);
  }
  expect(words.map(({ type }: { type: string }) => type)).toContain('punctuation');
});

test('pictures are classified frame by frame, each head of a frame summing to one', () => {
  const { input, output } = make('visual', recording('clip-12s.mp4')).task.status[0].response;
  expect(input.media).toMatchObject({ type: 'VIDEO', duration: 12, num_frames: 12 });
  expect(output.map(({ time }: { time: number }) => time)).toEqual(Array.from({ length: 12 }, (_, second) => second));
  for (const { classes } of output) {
    const scores = new Map(classes.map((entry: Class) => [entry.class, entry.score]));
    for (const { classes: names } of headsOf('visual')) {
      expect(names.reduce((sum, name) => sum + Number(scores.get(name)), 0)).toBeCloseTo(1, 9);
    }
  }
  expect(make('visual', recording('photo.jpg')).task.status[0].response).toMatchObject({
    input: { media: { type: 'PHOTO', duration: null, num_frames: 1 } },
    output: [{ time: 0 }],
  });
});

test('severities of every level appear among many recordings, most are 0, and two-level classes know 0 and 3 only', () => {
  const scores = new Map<string, Set<number>>();
  for (let number = 0; number < 400; number += 1) {
    const { classes } = make('text', written(`Text number ${number}.`)).task.status[0].response.output[0];
    for (const { class: name, score } of classes) scores.set(name, (scores.get(name) ?? new Set()).add(score));
  }
  for (const name of ['sexual', 'hate', 'violence', 'bullying']) {
    expect([...(scores.get(name) ?? [])].sort()).toEqual([0, 1, 2, 3]);
  }
  for (const name of ['spam', 'child_exploitation', 'gibberish', 'promotions', 'phone_number']) {
    expect([...(scores.get(name) ?? [])].sort()).toEqual([0, 3]);
  }
});

test('personal details and filtered words of a text are found where they stand', () => {
  const text = 'Damn, write to jo@example.com or call 555-010-1234!';
  const { response } = make('text', written(text)).task.status[0];
  for (const { value, start_index, end_index } of [...response.text_filters, ...response.pii_entities]) {
    expect(text.slice(start_index, end_index).toUpperCase()).toBe(value);
  }
  expect(response.text_filters).toMatchObject([{ type: 'profanity', value: 'DAMN' }]);
  expect(response.pii_entities).toMatchObject([{ type: 'Email Address' }, { type: 'U.S. Phone Number' }]);
  expect(response.output[0].end_char_index).toBe(text.length);
  expect(response.language).toBe('EN');
});

test('a language that is not supported scores -1', () => {
  const { response } = make('text', written('これは日本語の文章です。')).task.status[0];
  expect(response).toMatchObject({ language: 'UNSUPPORTED', moderated_classes: [] });
  expect(response.output[0].classes).toContainEqual({ class: 'hate', score: -1 });
  expect(response.output[0].classes).toContainEqual({ class: 'spam', score: 0 });
});

test('a name asks for a failure, for half a failure, or for silence', () => {
  const codes = (project: HiveProject, input: HiveInput) =>
    make(project, input).task.status.map((entry: { status: { code: string } }) => entry.status.code);
  expect(codes('speech', recording('fail.mp3'))).toEqual(['2']);
  expect(codes('speech', recording('partial.mp3'))).toEqual(['0', '2']);
  expect(codes('text', written('fail: on request'))).toEqual(['2']);
  expect(codes('text', written('I fail: often'))).toEqual(['0']);
  const { response } = make('speech', recording('silent.mp3')).task.status[0];
  expect(response).toMatchObject({
    language: null,
    output: [{ transcript: '', classifications: [], words: [] }],
  });
});

test('metadata comes back as it went', () => {
  expect(make('text', written('Hi.'), { metadata: { order: 7 } }).task.metadata).toEqual({ order: 7 });
});

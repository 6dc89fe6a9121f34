import { expect, test } from 'vitest';
import { digestOf } from '../../../local/simulators/callback.ts';
import { describeTask, type KnownTask, taskIdOf } from '../../../local/simulators/hive-tasks.ts';

const output = Array.from({ length: 450 }, (_, time) => ({ time, classes: [] }));
const entry = { status: { code: '0', message: 'SUCCESS' }, response: { input: { hash: 'x' }, output } };
const whole = Buffer.from(JSON.stringify({ id: 'a', code: 200, status: [entry, { status: { code: '2' } }] }));
const task: KnownTask = {
  taskId: 'a',
  project: 'speech',
  request: { input: { type: 'url', url: 'https://x.test/a.mp4' }, callback_url: null, metadata: undefined },
  faults: [],
  deliveries: [],
  result: digestOf(whole),
  createdAt: new Date(0),
  isFinished: true,
  answers: { admit: () => undefined, send: (open) => open() },
  open: async () => whole,
};

async function read(query: string) {
  const answer = await describeTask(task, new URLSearchParams(query));
  const chunks: Uint8Array[] = [];
  if ('jsonBytes' in answer) for await (const chunk of answer.jsonBytes) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

test('200 frames come unless another window is asked for', async () => {
  expect((await read('')).status[0].response.output).toEqual(output.slice(0, 200));
  expect((await read('frame_offset=200')).status[0].response.output).toEqual(output.slice(200, 400));
  expect((await read('frame_offset=400')).status[0].response.output).toEqual(output.slice(400));
  expect((await read('frame_limit=1000')).status[0].response.output).toEqual(output);
});

test('a window changes the output alone', async () => {
  const answered = await read('frame_offset=10&frame_limit=5');
  expect(answered).toEqual({
    id: 'a',
    code: 200,
    status: [{ ...entry, response: { ...entry.response, output: output.slice(10, 15) } }, { status: { code: '2' } }],
  });
});

test.each([
  ['/api/v2/task/a', 'a'],
  ['/api/v2/task?task_id=a&frame_limit=3', 'a'],
  ['/api/v2/task', undefined],
  ['/api/v2/task/async', undefined],
  ['/api/v2/task/a/b', undefined],
])('%s asks for %s', (path, taskId) => {
  expect(taskIdOf(new URL(path, 'http://127.0.0.1'))).toBe(taskId);
});

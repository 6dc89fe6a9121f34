/** A worker in a fresh process, for one task. */
import { type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';

/** Sends the task, answers the worker's answer, and ends it. Throws an Error when it did not live to give one. */
export async function runWorker<Answer>(path: string, task: object, options: ForkOptions): Promise<Answer> {
  const worker = fork(path, options);
  worker.send(task);
  let answer: Answer | undefined;
  worker.on('message', (message: Answer) => {
    answer = message;
    worker.kill();
  });
  await once(worker, 'exit');
  if (answer === undefined) throw new Error(`a worker did not survive ${JSON.stringify(task)}`);
  return answer;
}

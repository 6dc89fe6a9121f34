/** The bytes of a job's result: as `GET …/predictions` answers them, and as the callback wraps them. */
import { digesting } from './callback.ts';
import { bytesOf } from './faulty-bytes.ts';
import type { CallbackJob } from './faulty-callbacks.ts';
import { type HttpAnswer, Refusal } from './http.ts';
import type { HumeJob } from './hume-jobs.ts';

/** 400 while unfinished is what one public report saw; for a failed job nothing is known, and the same is assumed. */
export function answerPredictions(job: HumeJob): HttpAnswer {
  if (job.state.status === 'FAILED') throw new Refusal(400, { message: 'Job failed' });
  if (job.state.status !== 'COMPLETED') throw new Refusal(400, { message: 'Job is still queued' });
  return { status: 200, jsonBytes: remembering(job, job.answers.send(job.result.stream)) };
}

/** In the whole one, `predictions` are the very bytes of `GET …/predictions`, however large. */
export function bodiesOf(job: HumeJob): Pick<CallbackJob, 'whole' | 'empty'> {
  const isFailed = job.result.failure !== undefined;
  return {
    whole: () => wrap(job, isFailed ? bytesOf('[]') : remembering(job, job.result.stream())),
    empty: () => wrap(job, bytesOf('[]')),
  };
}

/** Its status is the one the job will end with, also where the API still says otherwise. */
async function* wrap({ jobId, result }: HumeJob, predictions: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const status = result.failure === undefined ? 'COMPLETED' : 'FAILED';
  yield Buffer.from(`{"job_id":"${jobId}","status":"${status}","predictions":`);
  yield* predictions;
  yield Buffer.from('}');
}

function remembering(job: HumeJob, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return digesting(bytes, (digest) => {
    job.predictions = digest;
  });
}

/**
 * Hume's v0 batch API on 127.0.0.1, as its reference described it until it was switched off. It analyses nothing: what a
 * URL or an upload means is told by its name (`media-name.ts`, `hume-plan.ts`), and the numbers come from a seed.
 */
import { makeBackground } from './background.ts';
import { deliver, digesting } from './callback.ts';
import { type HttpAnswer, type HttpRequest, Refusal, startHttpServer } from './http.ts';
import { describeJob, endedState, type HumeJob, listJobs, startedState } from './hume-jobs.ts';
import { type HumeRequest, readSubmission } from './hume-request.ts';
import { type HumeResult, makeHumeResult } from './hume-results.ts';
import { makeRandom } from './random.ts';

export type HumeSimulatorOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  apiKey?: string;
  seed?: string;
  /** How long a job stays QUEUED, then IN_PROGRESS: the middle of a spread of half to one and a half times. */
  queuedMs?: number;
  processingMs?: number;
  /** Predictions of each model for each file, for results of a wanted size: about 2.5 KB each. */
  predictionsPerFile?: number;
  /** A result of one's own; undefined leaves the request to the generator. */
  results?: (request: HumeRequest) => HumeResult | undefined;
  now?: () => Date;
};

export type HumeSimulator = {
  url: string;
  apiKey: string;
  /** Oldest first; a copy of what is known at this moment. */
  jobs(): Omit<HumeJob, 'result'>[];
  /** Aborts what is under way and closes every connection; nothing keeps the process alive afterwards. */
  stop(): Promise<void>;
};

/** Room for several uploads of the documented 100 MB. */
const maxBodyBytes = 512 * 1024 * 1024;
/** Hume v0 reference, "limits". */
const maxQueuedJobs = 500;

/** Speaks the v0 batch API of the Hume reference; sends each job's callback once, also when the job failed. */
export async function startHumeSimulator(options: HumeSimulatorOptions = {}): Promise<HumeSimulator> {
  const { port = 0, apiKey = 'hume-local-key', seed = 'verdex', now = () => new Date() } = options;
  const { queuedMs = 50, processingMs = 300, predictionsPerFile, results } = options;
  const jobs = new Map<string, HumeJob>();
  const background = makeBackground();

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    if (request.headers.get('x-hume-api-key') !== apiKey) throw unauthorized();
    const route = /^\/v0\/batch\/jobs(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(request.url.pathname);
    if (route === null) throw new Refusal(404, { message: 'not found' });
    const [, jobId, part] = route;
    if (jobId === undefined) {
      if (request.method === 'POST') return submit(await readSubmission(request));
      return { status: 200, json: listJobs(jobs.values(), request.url.searchParams).map(describeJob) };
    }
    const job = jobs.get(jobId);
    if (job === undefined) throw new Refusal(404, { message: 'job not found' });
    if (part === undefined) return { status: 200, json: describeJob(job) };
    if (part === 'predictions') return answerPredictions(job);
    throw new Refusal(404, { message: 'not found' });
  }

  function submit(request: HumeRequest): HttpAnswer {
    const queued = [...jobs.values()].filter((job) => job.state.status === 'QUEUED').length;
    if (queued >= maxQueuedJobs) throw new Refusal(400, { message: `at most ${maxQueuedJobs} queued jobs` });
    const random = makeRandom(seed, 'job', jobs.size);
    const job: HumeJob = {
      jobId: random.uuid(),
      request,
      state: { status: 'QUEUED', created_timestamp_ms: now().getTime() },
      result: results?.(request) ?? makeHumeResult(request, { seed, predictionsPerFile }),
      deliveries: [],
      predictions: undefined,
    };
    jobs.set(job.jobId, job);
    background.run(async (pause, signal) => {
      await pause(queuedMs * random.between(0.5, 1.5));
      job.state = startedState(job.state, now());
      await pause(processingMs * random.between(0.5, 1.5));
      job.state = endedState(job.state, job.result, now());
      if (request.callback_url === null) return;
      job.deliveries.push(await deliver(request.callback_url, callbackOf(job), { now, signal }));
    });
    return { status: 200, json: { job_id: job.jobId } };
  }

  const server = await startHttpServer({ port, maxBodyBytes, handle });
  return {
    url: server.url,
    apiKey,
    jobs: () =>
      [...jobs.values()].map(({ result: _, ...known }) => ({ ...known, deliveries: known.deliveries.slice() })),
    stop: async () => {
      await server.stop();
      await background.stop();
    },
  };
}

/** 400 while unfinished is what one public report saw; for a failed job nothing is known, and the same is assumed. */
function answerPredictions(job: HumeJob): HttpAnswer {
  if (job.state.status === 'FAILED') throw new Refusal(400, { message: 'Job failed' });
  if (job.state.status !== 'COMPLETED') throw new Refusal(400, { message: 'Job is still queued' });
  return { status: 200, jsonBytes: predictionsOf(job) };
}

function predictionsOf(job: HumeJob): AsyncIterable<Uint8Array> {
  return digesting(job.result.stream(), (digest) => {
    job.predictions = digest;
  });
}

/** `predictions` are the very bytes of `GET …/predictions`, however large: refusing them is the receiver's matter. */
async function* callbackOf(job: HumeJob): AsyncGenerator<Uint8Array> {
  const { jobId, state } = job;
  yield Buffer.from(`{"job_id":"${jobId}","status":"${state.status}","predictions":`);
  if (state.status === 'COMPLETED') yield* predictionsOf(job);
  else yield Buffer.from('[]');
  yield Buffer.from('}');
}

/** The body of the gateway in front of the vendor. */
function unauthorized(): Refusal {
  return new Refusal(401, {
    fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } },
  });
}

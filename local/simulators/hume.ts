/**
 * Hume's v0 batch API on 127.0.0.1, as its reference described it until it was switched off. It analyses nothing: what a
 * URL or an upload means is told by its name (`media-name.ts`, `hume-plan.ts`), and the numbers come from a seed.
 * What goes wrong is told by `faults.ts`.
 */
import { makeBackground } from './background.ts';
import { type FaultOptions, withFaultDefaults } from './faults.ts';
import { makeFaultyAnswers } from './faulty-answers.ts';
import { makeFaultyCallbacks } from './faulty-callbacks.ts';
import { type HttpAnswer, type HttpRequest, Refusal, startHttpServer } from './http.ts';
import { answerPredictions, bodiesOf } from './hume-bodies.ts';
import { describeJob, endedState, type HumeJob, listJobs, startedState } from './hume-jobs.ts';
import { type HumeRequest, readSubmission } from './hume-request.ts';
import { type HumeResult, makeHumeResult } from './hume-results.ts';
import { makeRandom } from './random.ts';
import { makeVendorSwitches, type VendorSwitches } from './vendor-switches.ts';

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
  /** Without them nothing goes wrong. */
  faults?: FaultOptions | undefined;
  now?: () => Date;
};

export type HumeSimulator = VendorSwitches & {
  url: string;
  apiKey: string;
  /** Oldest first; a copy of what is known at this moment. */
  jobs(): Omit<HumeJob, 'result' | 'answers'>[];
  /** Whether every job has ended and no callback is still to come. */
  isIdle(): boolean;
  /** Aborts what is under way and closes every connection; nothing keeps the process alive afterwards. */
  stop(): Promise<void>;
};

/** Room for several uploads of the documented 100 MB. */
const maxBodyBytes = 512 * 1024 * 1024;
/** Hume v0 reference, "limits". */
const maxQueuedJobs = 500;

/** The body of the gateway in front of the vendor. */
const invalidKey = { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.InvalidApiKey' } } };
const jobNotFound = { message: 'job not found' };

/** Speaks the v0 batch API of the Hume reference; sends each job's callback, also when the job failed. */
export async function startHumeSimulator(options: HumeSimulatorOptions = {}): Promise<HumeSimulator> {
  const { port = 0, apiKey = 'hume-local-key', seed = 'verdex', now = () => new Date() } = options;
  const { queuedMs = 50, processingMs = 300, predictionsPerFile, results } = options;
  const faultOptions = withFaultDefaults(options.faults);
  const jobs = new Map<string, HumeJob>();
  const background = makeBackground();
  const { pause } = background;
  const endAndCall = makeFaultyCallbacks({ options: faultOptions, isResult: false, background, now });
  const { switches, checkKey, checkKept, isForgotten } = makeVendorSwitches(401);

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    if (request.headers.get('x-hume-api-key') !== apiKey) throw new Refusal(401, invalidKey);
    checkKey(invalidKey);
    const route = /^\/v0\/batch\/jobs(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(request.url.pathname);
    if (route === null) throw new Refusal(404, { message: 'not found' });
    const [, jobId, part] = route;
    if (jobId === undefined) {
      if (request.method === 'POST') return submit(await readSubmission(request));
      const kept = [...jobs.values()].filter((job) => !isForgotten(job.jobId));
      return { status: 200, json: listJobs(kept, request.url.searchParams).map(describeJob) };
    }
    const job = jobs.get(jobId);
    if (job === undefined) throw new Refusal(404, jobNotFound);
    checkKept(jobId, () => jobNotFound);
    job.answers.admit();
    if (part === undefined) return { status: 200, json: describeJob(job) };
    if (part === 'predictions') return answerPredictions(job);
    throw new Refusal(404, { message: 'not found' });
  }

  async function submit(request: HumeRequest): Promise<HttpAnswer> {
    const queued = [...jobs.values()].filter((job) => job.state.status === 'QUEUED').length;
    if (queued >= maxQueuedJobs) throw new Refusal(400, { message: `at most ${maxQueuedJobs} queued jobs` });
    const jobIndex = jobs.size;
    const random = makeRandom(seed, 'job', jobIndex);
    const jobId = random.uuid();
    const faults = faultOptions.faultsOf(jobIndex);
    const job: HumeJob = {
      jobId,
      request,
      state: { status: 'QUEUED', created_timestamp_ms: now().getTime() },
      result: results?.(request) ?? makeHumeResult(request, { seed, predictionsPerFile }),
      faults,
      answers: makeFaultyAnswers({ faults, seed: jobId, options: faultOptions, pause }),
      deliveries: [],
      predictions: undefined,
    };
    jobs.set(jobId, job);
    const isBeforeAnswer = faults.includes('before-answer');
    const life = background.run(async () => {
      if (!isBeforeAnswer) await pause(queuedMs * random.between(0.5, 1.5));
      job.state = startedState(job.state, now());
      if (!isBeforeAnswer) await pause(processingMs * random.between(0.5, 1.5));
      const end = () => {
        job.state = endedState(job.state, job.result, now());
      };
      await endAndCall({
        jobIndex,
        faults,
        url: request.callback_url,
        deliveries: job.deliveries,
        end,
        ...bodiesOf(job),
      });
    });
    if (isBeforeAnswer) await life;
    return { status: 200, json: { job_id: jobId } };
  }

  const server = await startHttpServer({ port, maxBodyBytes, handle });
  return {
    url: server.url,
    apiKey,
    ...switches,
    jobs: () =>
      [...jobs.values()].map(({ result: _, answers: __, ...known }) => ({
        ...known,
        deliveries: known.deliveries.slice(),
      })),
    isIdle: background.isIdle,
    stop: async () => {
      await server.stop();
      await background.stop();
    },
  };
}

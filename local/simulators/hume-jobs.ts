/** What the simulated vendor knows about its jobs, in the shapes of the Hume v0 reference. */
import * as z from 'zod';
import type { Delivery, Digest } from './callback.ts';
import type { Fault } from './faults.ts';
import type { FaultyAnswers } from './faulty-answers.ts';
import { Refusal } from './http.ts';
import type { HumeRequest } from './hume-request.ts';
import type { HumeResult } from './hume-results.ts';

/** Times are epoch milliseconds. */
export type HumeJobState =
  | { status: 'QUEUED'; created_timestamp_ms: number }
  | { status: 'IN_PROGRESS'; created_timestamp_ms: number; started_timestamp_ms: number }
  | (Ended & { status: 'COMPLETED'; num_predictions: number; num_errors: number })
  | (Ended & { status: 'FAILED'; message: string });

type Ended = { created_timestamp_ms: number; started_timestamp_ms: number; ended_timestamp_ms: number };

export type HumeJob = {
  jobId: string;
  request: HumeRequest;
  state: HumeJobState;
  result: HumeResult;
  faults: readonly Fault[];
  answers: FaultyAnswers;
  /** Callbacks sent: one at most, unless a fault wants it otherwise. */
  deliveries: Delivery[];
  /** Of the predictions alone, without what a callback wraps around them; known once a whole copy was sent. */
  predictions: Digest | undefined;
};

/** As the list and the details answer it. */
export function describeJob({ jobId, request, state }: HumeJob): object {
  return { type: 'INFERENCE', job_id: jobId, request, state };
}

export function startedState({ created_timestamp_ms }: HumeJobState, at: Date): HumeJobState {
  return { status: 'IN_PROGRESS', created_timestamp_ms, started_timestamp_ms: at.getTime() };
}

export function endedState(state: HumeJobState, result: HumeResult, at: Date): HumeJobState {
  const { created_timestamp_ms } = state;
  const started_timestamp_ms = 'started_timestamp_ms' in state ? state.started_timestamp_ms : created_timestamp_ms;
  const ended = { created_timestamp_ms, started_timestamp_ms, ended_timestamp_ms: at.getTime() };
  if (result.failure !== undefined) return { status: 'FAILED', ...ended, message: result.failure };
  return { status: 'COMPLETED', ...ended, num_predictions: result.predictions, num_errors: result.errors };
}

const listQuerySchema = z.object({
  limit: z.coerce.number().int().positive().default(50),
  status: z.array(z.enum(['QUEUED', 'IN_PROGRESS', 'COMPLETED', 'FAILED'])),
  when: z.enum(['created_before', 'created_after']).default('created_before'),
  timestamp_ms: z.coerce.number().int().optional(),
  sort_by: z.enum(['created', 'started', 'ended']).default('created'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});

/** `jobs` in the order of their creation, which decides between equal times. Throws Refusal 400 for a wrong query. */
export function listJobs(jobs: Iterable<HumeJob>, query: URLSearchParams): HumeJob[] {
  const parsed = listQuerySchema.safeParse({ ...Object.fromEntries(query), status: query.getAll('status') });
  if (!parsed.success) throw new Refusal(400, { message: `invalid query: ${z.prettifyError(parsed.error)}` });
  const { limit, status, when, timestamp_ms, sort_by, direction } = parsed.data;

  const listed = [...jobs].filter(({ state }) => {
    if (status.length > 0 && !status.includes(state.status)) return false;
    if (timestamp_ms === undefined) return true;
    return when === 'created_before'
      ? state.created_timestamp_ms < timestamp_ms
      : state.created_timestamp_ms > timestamp_ms;
  });
  listed.sort((left, right) => timeOf(left.state, sort_by) - timeOf(right.state, sort_by));
  if (direction === 'desc') listed.reverse();
  return listed.slice(0, limit);
}

/** A job that has not reached the event yet comes last in ascending order. */
function timeOf(state: HumeJobState, event: 'created' | 'started' | 'ended'): number {
  if (event === 'created') return state.created_timestamp_ms;
  if (event === 'started' && 'started_timestamp_ms' in state) return state.started_timestamp_ms;
  if (event === 'ended' && 'ended_timestamp_ms' in state) return state.ended_timestamp_ms;
  return Number.MAX_SAFE_INTEGER;
}

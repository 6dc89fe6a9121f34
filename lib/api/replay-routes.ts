/** Doing jobs again: one of them, or all that were given up for the same reason. The next sweep takes them up. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Ledger } from '../jobs/ledger.ts';
import type { ReplayedPage, ReplayWish } from '../jobs/replay-jobs.ts';
import type { PageRequest } from '../platform/pages.ts';
import { jobKeyOf } from '../summaries/job-name.ts';
import { describedAnswer, messageAnswer, notFound, refusals } from './answers.ts';
import { bodyRefusals, demandJson, jsonBody } from './bodies.ts';
import {
  cursorParameter,
  fromParameter,
  jobParameters,
  noParameters,
  reasonParameter,
  toParameter,
} from './parameters.ts';

const LARGEST_PAGE = 500;
const LIMIT_MESSAGE = `must be a whole number from 1 to ${LARGEST_PAGE}`;
/** Those that are under way need no replay. */
const STATUSES = ['parked', 'failed', 'indexed', 'waiting', 'expected'] as const;

const one = createRoute({
  method: 'post',
  path: '/jobs/{vendor}/{jobId}/replay',
  request: { params: jobParameters, query: noParameters },
  responses: {
    202: describedAnswer(
      'The job is due now, and is taken up within a minute',
      z.object({ job: z.string(), status: z.literal('received') }),
    ),
    409: messageAnswer('A worker has the job'),
    ...refusals,
    ...notFound,
  },
});

const many = createRoute({
  method: 'post',
  path: '/jobs/replay',
  middleware: demandJson,
  request: {
    query: noParameters,
    body: jsonBody(
      z.strictObject({
        status: z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` }),
        reason: reasonParameter,
        from: fromParameter,
        to: toParameter,
        dryRun: z.boolean({ error: 'must be true or false' }).default(false),
        limit: z
          .number({ error: LIMIT_MESSAGE })
          .int(LIMIT_MESSAGE)
          .min(1, LIMIT_MESSAGE)
          .max(LARGEST_PAGE, LIMIT_MESSAGE)
          .default(100)
          .openapi({ description: 'Jobs looked at in one request' }),
        cursor: cursorParameter,
      }),
    ),
  },
  responses: {
    200: describedAnswer(
      'What matched in this page, and was replayed; go on with the cursor until there is none',
      z.object({
        matched: z.number().int(),
        replayed: z.number().int(),
        reasons: z.record(z.string(), z.number().int()),
        cursor: z.string().optional(),
      }),
    ),
    ...refusals,
    ...bodyRefusals,
  },
});

export type ReplayRoutesDeps = {
  ledger: Pick<Ledger, 'replay'>;
  replayJobs: (wish: ReplayWish, page: PageRequest) => Promise<ReplayedPage>;
};

export function addReplayRoutes(app: OpenAPIHono, { ledger, replayJobs }: ReplayRoutesDeps): void {
  app.openapi(one, async (context) => {
    const name = context.req.valid('param');
    const outcome = await ledger.replay(name);
    if (outcome === 'unknown') return context.json({ message: 'no such job' }, 404);
    if (outcome === 'running') return context.json({ message: 'a worker has the job; ask again when it is done' }, 409);
    return context.json({ job: jobKeyOf(name), status: 'received' as const }, 202);
  });

  app.openapi(many, async (context) => {
    const { status, reason, from, to, dryRun, ...page } = context.req.valid('json');
    const { cursor, ...counts } = await replayJobs({ status, reason, changed: { from, to }, dryRun }, page);
    return context.json({ ...counts, ...(cursor !== undefined && { cursor }) }, 200);
  });
}

/** How far each job is, and the vendor's own bytes. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type IndexQueries, jobFileSchema } from '../index/file-index.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { hasReason } from '../jobs/replay-jobs.ts';
import type { RawUrls } from '../raw/raw-store.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { jobViewSchema, viewOf } from './job-view.ts';
import {
  fromParameter,
  jobParameters,
  noParameters,
  pageParameters,
  reasonParameter,
  statusParameter,
  toParameter,
} from './parameters.ts';

/** Long enough to follow the redirect and to download for as long as it takes: it is checked when it begins. */
const RAW_URL_SECONDS = 300;

const one = createRoute({
  method: 'get',
  path: '/jobs/{vendor}/{jobId}',
  request: { params: jobParameters, query: z.strictObject(pageParameters) },
  responses: {
    200: describedAnswer(
      'The job and a page of its files',
      jobViewSchema.extend({ files: z.array(jobFileSchema), cursor: z.string().optional() }),
    ),
    ...refusals,
    ...notFound,
  },
});

const list = createRoute({
  method: 'get',
  path: '/jobs',
  request: {
    query: z.strictObject({
      status: statusParameter,
      reason: reasonParameter,
      from: fromParameter,
      to: toParameter,
      ...pageParameters,
    }),
  },
  responses: {
    200: describedAnswer(
      'Jobs, latest change first; of those with a `reason`, a page may hold fewer than there are to come',
      z.object({ jobs: z.array(jobViewSchema), cursor: z.string().optional() }),
    ),
    ...refusals,
  },
});

const raw = createRoute({
  method: 'get',
  path: '/jobs/{vendor}/{jobId}/raw',
  request: { params: jobParameters, query: noParameters },
  responses: { 302: { description: `To the bytes, for ${RAW_URL_SECONDS} seconds` }, ...refusals, ...notFound },
});

export type JobRoutesDeps = {
  jobs: Pick<JobStore, 'read' | 'list'>;
  index: Pick<IndexQueries, 'filesOf'>;
  rawUrls: RawUrls;
};

export function addJobRoutes(app: OpenAPIHono, { jobs, index, rawUrls }: JobRoutesDeps): void {
  app.openapi(one, async (context) => {
    const name = context.req.valid('param');
    const job = await jobs.read(name);
    if (job === undefined) return context.json({ message: 'no such job' }, 404);
    const { items, cursor } = await index.filesOf(name, context.req.valid('query'));
    return context.json({ ...viewOf(job), files: items, ...(cursor !== undefined && { cursor }) }, 200);
  });

  app.openapi(list, async (context) => {
    const { status, reason, from, to, ...page } = context.req.valid('query');
    const { items, cursor } = await jobs.list(status, page, { from, to });
    const found = items.filter((job) => hasReason(job, reason)).map(viewOf);
    return context.json({ jobs: found, ...(cursor !== undefined && { cursor }) }, 200);
  });

  app.openapi(raw, async (context) => {
    const job = await jobs.read(context.req.valid('param'));
    if (job === undefined) return context.json({ message: 'no such job' }, 404);
    const kept = job.raw ?? job.callback;
    if (kept === null) return context.json({ message: 'nothing is kept of this job yet' }, 404);
    context.header('cache-control', 'no-store');
    return context.redirect(await rawUrls.urlOf(kept, RAW_URL_SECONDS), 302);
  });
}

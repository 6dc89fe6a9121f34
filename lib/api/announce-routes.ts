/** Telling Verdex of a job before its callback: one that never comes is then missed, and asked for. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Ledger } from '../jobs/ledger.ts';
import type { CallbackReaders } from '../vendors/callback-readers.ts';
import { describedAnswer, messageAnswer, refusals } from './answers.ts';
import { bodyRefusals, demandJson, jsonBody } from './bodies.ts';
import { jobViewSchema, viewOf } from './job-view.ts';
import { dateTimeWithin, noParameters, refParameter } from './parameters.ts';

/** What most jobs take is minutes; to ask a vendor about one that is unfinished costs a request. */
const DEFAULT_PATIENCE_MS = 3600_000;
/** Vendors keep results for some weeks: whoever waits longer finds nothing. */
const LONGEST_PATIENCE_MS = 30 * 24 * 3600_000;
const EXPECT_BY_MESSAGE = 'must be an ISO 8601 date-time, at most 30 days ahead';

export type AnnounceRoutesDeps = {
  ledger: Pick<Ledger, 'announce'>;
  vendors: CallbackReaders;
  now: () => Date;
};

function announceRoute({ vendors, now }: AnnounceRoutesDeps) {
  const names = [...vendors.keys()];
  const announcement = z
    .strictObject({
      vendor: z.enum(names, { error: `must be one of ${names.join(', ')}` }),
      jobId: z.string({ error: 'must be text' }),
      ref: refParameter.optional().openapi({ description: 'Your own name for the file; goes before a callback URL’s' }),
      expectBy: dateTimeWithin({
        to: () => new Date(now().getTime() + LONGEST_PATIENCE_MS),
        message: EXPECT_BY_MESSAGE,
      })
        .optional()
        .openapi({
          description: 'When to ask the vendor, if nothing was heard until then; an hour from now without it',
        }),
    })
    .transform((given, context) => {
      const jobId = vendors.get(given.vendor)?.jobIdOf(given.jobId);
      if (jobId !== undefined) return { ...given, jobId };
      context.addIssue({ code: 'custom', path: ['jobId'], message: 'must be a job id of the vendor' });
      return z.NEVER;
    });
  return createRoute({
    method: 'post',
    path: '/jobs',
    middleware: demandJson,
    request: { query: noParameters, body: jsonBody(announcement) },
    responses: {
      201: describedAnswer('The job, announced now; it may have been heard of before', jobViewSchema),
      200: describedAnswer('The job, announced before', jobViewSchema),
      409: messageAnswer('It was announced before with another ref'),
      ...refusals,
      ...bodyRefusals,
    },
  });
}

export function addAnnounceRoutes(app: OpenAPIHono, deps: AnnounceRoutesDeps): void {
  app.openapi(announceRoute(deps), async (context) => {
    const { vendor, jobId, ref, expectBy } = context.req.valid('json');
    const askAt = expectBy === undefined ? deps.now().getTime() + DEFAULT_PATIENCE_MS : Date.parse(expectBy);
    const { outcome, job } = await deps.ledger.announce({ vendor, jobId }, { ref, expectBy: new Date(askAt) });
    if (outcome === 'conflict') return context.json({ message: 'ref: the job was announced with another one' }, 409);
    return outcome === 'new' ? context.json(viewOf(job), 201) : context.json(viewOf(job), 200);
  });
}

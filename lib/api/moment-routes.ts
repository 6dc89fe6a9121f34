/** The worst moments of a file, beside what was felt in it nearest to them. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { IndexedSummary, IndexQueries } from '../index/file-index.ts';
import { MOST_MOMENTS, MOST_NEAR_EMOTIONS, momentSchema, momentsOf } from '../summaries/moments.ts';
import { type Policies, policyId } from '../summaries/policy.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { fileKeyParameter } from './parameters.ts';
import { policyParameter } from './policy-parameter.ts';

/** Jobs that looked at one file: what is read for one answer. */
const MOST_SUMMARIES = 100;

const DEFAULT_WITHIN_SECONDS = 5;
const LONGEST_WITHIN_SECONDS = 3600;
const WITHIN_MESSAGE = `must be a number of seconds from 0 to ${LONGEST_WITHIN_SECONDS}`;

const withinSecondsParameter = z
  .string()
  .regex(/\S/, WITHIN_MESSAGE)
  .pipe(
    z.coerce
      .number<string>({ error: WITHIN_MESSAGE })
      .min(0, WITHIN_MESSAGE)
      .max(LONGEST_WITHIN_SECONDS, WITHIN_MESSAGE),
  )
  .default(DEFAULT_WITHIN_SECONDS)
  .openapi({ type: 'number', description: 'How far from a moment the peak of an emotion may lie' });

function momentsRoute(policies: Policies) {
  return createRoute({
    method: 'get',
    path: '/files/{fileKey}/moments',
    request: {
      params: z.object({ fileKey: fileKeyParameter }),
      query: z.strictObject({ withinSeconds: withinSecondsParameter, policy: policyParameter(policies) }),
    },
    responses: {
      200: describedAnswer(
        `Where classes of moderation were at their highest, the worst first, at most ${MOST_MOMENTS}. With each, per model, ` +
          `the emotions whose own peak in the file lies nearest, at most ${MOST_NEAR_EMOTIONS}: peaks, not what was ` +
          `felt at that moment. \`stoppedEarly\` where more than ${MOST_SUMMARIES} jobs looked at the file: the rest was not read`,
        z.object({
          fileKey: z.string(),
          identity: z.string(),
          withinSeconds: z.number(),
          policy: z.string(),
          moments: z.array(momentSchema),
          stoppedEarly: z.literal(true).optional(),
        }),
      ),
      ...refusals,
      ...notFound,
    },
  });
}

export type MomentRoutesDeps = { index: Pick<IndexQueries, 'summariesOf'>; policies: Policies };

export function addMomentRoutes(app: OpenAPIHono, { index, policies }: MomentRoutesDeps): void {
  app.openapi(momentsRoute(policies), async (context) => {
    const { fileKey } = context.req.valid('param');
    const { withinSeconds, policy = policies[0] } = context.req.valid('query');
    const { summaries, stoppedEarly } = await readSummaries(fileKey);
    const [first] = summaries;
    if (first === undefined) return context.json({ message: 'no such file' }, 404);
    const moments = momentsOf(summaries, policy, withinSeconds);
    const about = { fileKey, identity: first.identity, withinSeconds, policy: policyId(policy) };
    return context.json({ ...about, moments, ...(stoppedEarly && { stoppedEarly }) }, 200);
  });

  /** A page may be shorter than its limit, and the one after the last summary may be empty. */
  async function readSummaries(fileKey: string) {
    const summaries: IndexedSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await index.summariesOf(fileKey, { limit: MOST_SUMMARIES + 1 - summaries.length, cursor });
      summaries.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined && summaries.length <= MOST_SUMMARIES);
    const stoppedEarly: true | undefined = summaries.length > MOST_SUMMARIES || undefined;
    return { summaries: summaries.slice(0, MOST_SUMMARIES), stoppedEarly };
  }
}

/** Which files someone should look at. What is severe is for a policy to say, and it is asked anew each time. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type AtLeast, type IndexQueries, type SeverityHit, severityHitSchema } from '../index/file-index.ts';
import { askJointly, type EmotionView } from '../index/joint-question.ts';
import { HEADLINE } from '../index/keys.ts';
import { Malformed } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Page } from '../platform/pages.ts';
import { emotionScoreSchema } from '../summaries/file-summary.ts';
import { type Policies, policyId, policySchema, problemOfSearch, unknownNamesIn } from '../summaries/policy.ts';
import { describedAnswer, refusals } from './answers.ts';
import type { EmotionRoutesDeps } from './emotion-routes.ts';
import { type ModerationQuestion, moderationParameters, moderationQuestionOf } from './moderation-question.ts';
import { knownSchema, noParameters } from './parameters.ts';

const unknownClassesSchema = z.array(z.string()).openapi({
  description: 'Classes the policy names that no product is known to have: look at their spelling',
});

const policyList = createRoute({
  method: 'get',
  path: '/moderation/policies',
  request: { query: noParameters },
  responses: {
    200: describedAnswer(
      'The policies that may be asked by, the default first',
      z.object({
        policies: z.array(policySchema.extend({ policy: z.string(), unknownClasses: unknownClassesSchema })),
      }),
    ),
    ...refusals,
  },
});

const emotionViewSchema = emotionScoreSchema.extend({ vendor: z.string(), jobId: z.string(), model: z.string() });

const filesSchema = z.object({
  class: z.string(),
  known: knownSchema,
  minSeverity: z.number().optional(),
  policy: z.string().optional(),
  minProbability: z.number().optional(),
  emotion: z.string().optional(),
  minScore: z.number().optional(),
  model: z.string().optional(),
  files: z.array(severityHitSchema.omit({ class: true }).extend({ emotions: z.array(emotionViewSchema).optional() })),
  cursor: z.string().optional(),
  stoppedEarly: z.boolean().optional().openapi({
    description: 'The page is short because of what one request may read, not because there is no more: ask on',
  }),
  notWhollyRead: z.array(z.string()).optional().openapi({
    description: 'Keys of files that more than 100 jobs looked at: the emotion was looked for in those of 100',
  }),
});

function filesRoute(policies: Policies) {
  return createRoute({
    method: 'get',
    path: '/moderation/files',
    request: { query: moderationParameters(policies) },
    responses: { 200: describedAnswer('Files that reach it, the latest result first', filesSchema), ...refusals },
  });
}

export type ModerationRoutesDeps = {
  index: Pick<IndexQueries, 'mostSevere' | 'summariesOf'>;
  policies: Policies;
  isKnownClass: (className: string) => boolean;
  /** Of a class that is known: whether it says that nothing is wrong. */
  isSafeClass: (className: string) => boolean;
  log: Log;
} & Pick<EmotionRoutesDeps, 'isKnownEmotion' | 'isKnownModel'>;

/** Throws an Error for policies that nothing can be searched by. */
export function addModerationRoutes(app: OpenAPIHono, deps: ModerationRoutesDeps): void {
  const { index, policies, isKnownClass, isSafeClass, log } = deps;
  for (const policy of policies) {
    const problem = problemOfSearch(policy, isSafeClass);
    if (problem !== undefined) throw new Error(problem);
  }
  const listed = policies.map((policy) => {
    const unknownClasses = unknownNamesIn(policy, isKnownClass);
    if (unknownClasses.length > 0) {
      log.warn('policy_names_unknown_classes', { policy: policyId(policy), classes: unknownClasses.join(',') });
    }
    return { policy: policyId(policy), ...policy, unknownClasses };
  });

  app.openapi(policyList, (context) => context.json({ policies: listed }, 200));

  app.openapi(filesRoute(policies), async (context) => {
    const question = moderationQuestionOf(context.req.valid('query'), policies);
    const { severe, emotion, page } = question;
    if (severe.class !== HEADLINE && isSafeClass(severe.class)) {
      throw new Malformed('class: says that nothing is wrong, and no file is found by it');
    }
    const { items, cursor, notWhollyRead } = await ask(question);
    const answer = {
      class: severe.class,
      known: areKnown(question),
      ...namesOf(severe.atLeast),
      ...emotion,
      files: items.map(({ class: _, ...file }) => file),
      ...(cursor !== undefined && { cursor }),
      ...(cursor !== undefined && items.length < page.limit && { stoppedEarly: true }),
      ...(notWhollyRead.length > 0 && { notWhollyRead }),
    };
    return context.json(answer, 200);
  });

  function areKnown({ severe, emotion }: ModerationQuestion): boolean {
    const isClassKnown = severe.class === HEADLINE || isKnownClass(severe.class);
    const isEmotionKnown = emotion === undefined || deps.isKnownEmotion(emotion.emotion);
    const isModelKnown = emotion?.model === undefined || deps.isKnownModel(emotion.model);
    return isClassKnown && isEmotionKnown && isModelKnown;
  }

  async function ask({ severe, emotion, page }: ModerationQuestion): Promise<Found> {
    if (emotion !== undefined) return askJointly(index, { severe, emotion }, page);
    return { ...(await index.mostSevere(severe, page)), notWhollyRead: [] };
  }
}

type Found = Page<SeverityHit & { emotions?: EmotionView[] }> & { notWhollyRead: string[] };

function namesOf(atLeast: AtLeast) {
  if ('probability' in atLeast) return { minProbability: atLeast.probability };
  return { minSeverity: atLeast.severity, policy: policyId(atLeast.policy) };
}

/** Which files someone should look at: by emotion, by severity. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { emotionHitSchema, type IndexQueries, severityHitSchema } from '../index/file-index.ts';
import { HEADLINE } from '../index/keys.ts';
import { describedAnswer, refusals } from './answers.ts';
import { fromParameter, nameParameter, pageParameters, toParameter } from './parameters.ts';

const byEmotion = createRoute({
  method: 'get',
  path: '/emotions/{name}/files',
  request: {
    params: z.object({ name: nameParameter }),
    query: z.strictObject({
      model: z
        .string({ error: 'is required, since scores of different models cannot be compared' })
        .min(1)
        .max(200)
        .openapi({ example: 'face' }),
      minScore: z
        .string()
        .regex(/\S/, 'must be a number')
        .pipe(z.coerce.number({ error: 'must be a number' }))
        .optional()
        .openapi({ type: 'number', description: 'The least mean of the emotion over the file' }),
      ...pageParameters,
    }),
  },
  responses: {
    200: describedAnswer(
      'Files that have the emotion among the model’s top five, strongest first',
      z.object({
        model: z.string(),
        emotion: z.string(),
        files: z.array(emotionHitSchema.omit({ model: true, emotion: true })),
        cursor: z.string().optional(),
      }),
    ),
    ...refusals,
  },
});

const bySeverity = createRoute({
  method: 'get',
  path: '/moderation/files',
  request: {
    query: z.strictObject({
      minSeverity: z.coerce.number({ error: 'must be 1, 2 or 3' }).int().min(1).max(3).default(1),
      class: nameParameter.default(HEADLINE).openapi({ description: `A class, or ${HEADLINE} for the headline` }),
      from: fromParameter,
      to: toParameter,
      ...pageParameters,
    }),
  },
  responses: {
    200: describedAnswer(
      'Files with at least that severity, the latest result first',
      z.object({
        class: z.string(),
        minSeverity: z.number(),
        files: z.array(severityHitSchema.omit({ class: true })),
        cursor: z.string().optional(),
      }),
    ),
    ...refusals,
  },
});

export function addSearchRoutes(app: OpenAPIHono, index: Pick<IndexQueries, 'strongest' | 'mostSevere'>): void {
  app.openapi(byEmotion, async (context) => {
    const { name: emotion } = context.req.valid('param');
    const { model, minScore, ...page } = context.req.valid('query');
    const { items, cursor } = await index.strongest({ model, emotion, minScore }, page);
    const files = items.map(({ model: _, emotion: __, ...file }) => file);
    return context.json({ model, emotion, files, ...(cursor !== undefined && { cursor }) }, 200);
  });

  app.openapi(bySeverity, async (context) => {
    const { class: className, minSeverity, from, to, ...page } = context.req.valid('query');
    const { items, cursor } = await index.mostSevere({ class: className, minSeverity, from, to }, page);
    const files = items.map(({ class: _, ...file }) => file);
    return context.json({ class: className, minSeverity, files, ...(cursor !== undefined && { cursor }) }, 200);
  });
}

/** Files in which an emotion is strongest. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { emotionHitSchema, type IndexQueries } from '../index/file-index.ts';
import { describedAnswer, refusals } from './answers.ts';
import { knownSchema, nameParameter, pageParameters, scoreParameter } from './parameters.ts';

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
      minScore: scoreParameter.optional(),
      ...pageParameters,
    }),
  },
  responses: {
    200: describedAnswer(
      'Files that have the emotion among the model’s top five, strongest first',
      z.object({
        model: z.string(),
        emotion: z.string(),
        known: knownSchema,
        files: z.array(emotionHitSchema.omit({ model: true, emotion: true })),
        cursor: z.string().optional(),
      }),
    ),
    ...refusals,
  },
});

export type EmotionRoutesDeps = {
  index: Pick<IndexQueries, 'strongest'>;
  /** Exactly as a vendor writes it: a misspelt name finds nothing, and is told apart from one that is rare. */
  isKnownEmotion: (name: string) => boolean;
  isKnownModel: (name: string) => boolean;
};

export function addEmotionRoutes(app: OpenAPIHono, { index, isKnownEmotion, isKnownModel }: EmotionRoutesDeps): void {
  app.openapi(byEmotion, async (context) => {
    const { name: emotion } = context.req.valid('param');
    const { model, minScore, ...page } = context.req.valid('query');
    const { items, cursor } = await index.strongest({ model, emotion, minScore }, page);
    const files = items.map(({ model: _, emotion: __, ...file }) => file);
    const known = isKnownEmotion(emotion) && isKnownModel(model);
    return context.json({ model, emotion, known, files, ...(cursor !== undefined && { cursor }) }, 200);
  });
}

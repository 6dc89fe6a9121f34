/** What may be asked about files to look at, and what is no question. */
import { z } from '@hono/zod-openapi';
import type { AtLeast, IndexQueries } from '../index/file-index.ts';
import type { EmotionAtLeast } from '../index/joint-question.ts';
import { HEADLINE } from '../index/keys.ts';
import { Malformed } from '../platform/errors.ts';
import type { PageRequest } from '../platform/pages.ts';
import type { Policies } from '../summaries/policy.ts';
import {
  fromParameter,
  nameParameter,
  pageParameters,
  probabilityParameter,
  scoreParameter,
  severityParameter,
  toParameter,
} from './parameters.ts';
import { policyParameter } from './policy-parameter.ts';

export function moderationParameters(policies: Policies) {
  return z.strictObject({
    minSeverity: severityParameter
      .optional()
      .openapi({ description: 'The least level by the policy; 1 unless minProbability is given' }),
    minProbability: probabilityParameter
      .optional()
      .openapi({ description: 'Instead of minSeverity: as the vendor gives it, of classes scored so' }),
    class: nameParameter.default(HEADLINE).openapi({
      description: `A class, whether or not it counts for the headline; or ${HEADLINE} for the headline`,
    }),
    policy: policyParameter(policies),
    from: fromParameter,
    to: toParameter,
    emotion: nameParameter
      .optional()
      .openapi({ description: 'Only files in which this emotion has a mean of minScore or more in a model’s view' }),
    minScore: scoreParameter.optional(),
    model: nameParameter.optional().openapi({ description: 'The only model whose view of the emotion counts' }),
    ...pageParameters,
  });
}

type ModerationParameters = z.infer<ReturnType<typeof moderationParameters>>;

export type ModerationQuestion = {
  severe: Parameters<IndexQueries['mostSevere']>[0];
  emotion: EmotionAtLeast | undefined;
  page: PageRequest;
};

/** Throws Malformed for parameters that do not go together. */
export function moderationQuestionOf(given: ModerationParameters, [byDefault]: Policies): ModerationQuestion {
  const { class: className, from, to, limit, cursor } = given;
  if (from !== undefined && to !== undefined && from > to) throw new Malformed('from: is after to');
  return {
    severe: { class: className, atLeast: atLeastOf(given, byDefault), from, to },
    emotion: emotionOf(given),
    page: { limit, cursor },
  };
}

function atLeastOf({ minSeverity, minProbability, policy }: ModerationParameters, byDefault: Policies[0]): AtLeast {
  if (minProbability === undefined) return { severity: minSeverity ?? 1, policy: policy ?? byDefault };
  if (minSeverity !== undefined) throw new Malformed('minSeverity, minProbability: give one of them');
  if (policy !== undefined)
    throw new Malformed('policy: a probability is compared as the vendor gives it, without one');
  return { probability: minProbability };
}

function emotionOf({ emotion, minScore, model }: ModerationParameters): EmotionAtLeast | undefined {
  if (emotion !== undefined) {
    if (minScore === undefined) throw new Malformed('minScore: is required with emotion');
    return { emotion, minScore, ...(model !== undefined && { model }) };
  }
  if (minScore !== undefined) throw new Malformed('minScore: only together with emotion');
  if (model !== undefined) throw new Malformed('model: only together with emotion');
  return undefined;
}

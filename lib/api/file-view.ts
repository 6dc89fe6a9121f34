/** A file as the API answers it: what each job said, judged by one policy, and what that comes to. */
import { z } from '@hono/zod-openapi';
import { type IndexedSummary, indexedSummarySchema } from '../index/file-index.ts';
import { judgedBy, type Policy, policyId } from '../summaries/policy.ts';

const WHOLE = 'Where the page holds all that was said about the file; absent otherwise';

const overviewSchema = z.object({
  moderation: z
    .object({
      severity: z.number().nullable(),
      severityClass: z.string().nullable(),
      derived: z.boolean(),
      policy: z.string(),
      vendor: z.string(),
      jobId: z.string(),
    })
    .nullable()
    .optional()
    .openapi({
      description:
        'The worst headline of all summaries and whose it is; null where no job moderated the file, a severity of null ' +
        `where none scored a class that counts. ${WHOLE}`,
    }),
  models: z
    .array(z.object({ model: z.string(), vendor: z.string(), jobId: z.string() }))
    .optional()
    .openapi({ description: `The models whose emotions there are. ${WHOLE}` }),
});

export const fileViewSchema = z
  .object({
    fileKey: z.string(),
    identity: z.string(),
    ...overviewSchema.shape,
    summaries: z.array(indexedSummarySchema),
    cursor: z.string().optional(),
  })
  .openapi('File');

export function judgedSummary(summary: IndexedSummary, policy: Policy): IndexedSummary {
  return { ...summary, moderation: summary.moderation && judgedBy(policy, summary.moderation) };
}

/** @param summaries all that there are of the file, judged by the policy */
export function overviewOf(summaries: readonly IndexedSummary[], policy: Policy): z.infer<typeof overviewSchema> {
  const headlines = summaries.flatMap(({ vendor, jobId, moderation }) => {
    if (moderation === null) return [];
    const { severity, severityClass, derived } = moderation;
    return [{ severity, severityClass, derived, policy: policyId(policy), vendor, jobId }];
  });
  // Nothing scored is less than a 0: that one was looked at. Of equals, the vendor's own level before a derived one.
  const [worst = null] = headlines.toSorted(
    (a, b) => (b.severity ?? -1) - (a.severity ?? -1) || Number(a.derived) - Number(b.derived),
  );
  const models = summaries.flatMap(({ vendor, jobId, emotions }) =>
    Object.keys(emotions).map((model) => ({ model, vendor, jobId })),
  );
  return { moderation: worst, models };
}

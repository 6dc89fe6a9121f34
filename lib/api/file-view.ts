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
      complete: z
        .boolean()
        .nullable()
        .openapi({ description: 'Whether every one that moderated the file saw all of it' }),
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
  const [worst] = headlines.toSorted(
    (a, b) => (b.severity ?? -1) - (a.severity ?? -1) || Number(a.derived) - Number(b.derived),
  );
  const views = summaries.filter(({ moderation }) => moderation !== null).map(({ coverage }) => coverage.complete);
  // What one of them did not see could be worse.
  const complete = views.includes(false) ? false : views.includes(null) ? null : true;
  const models = summaries.flatMap(({ vendor, jobId, emotions }) =>
    Object.keys(emotions).map((model) => ({ model, vendor, jobId })),
  );
  return { moderation: worst === undefined ? null : { ...worst, complete }, models };
}

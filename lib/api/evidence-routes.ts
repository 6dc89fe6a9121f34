/** The proof of a number: the element of the vendor's own bytes that it was read from. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { IndexQueries } from '../index/file-index.ts';
import { HEADLINE } from '../index/keys.ts';
import { Malformed, Permanent } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { parseJson } from '../platform/parse-json.ts';
import type { RawRanges } from '../raw/raw-store.ts';
import { type FoundMaximum, holdsScore, type MaximumName, maximumOf } from '../summaries/evidence.ts';
import { placeSchema } from '../summaries/file-summary.ts';
import type { Policies, Policy } from '../summaries/policy.ts';
import { type RawRef, rawRefSchema } from '../summaries/raw-ref.ts';
import type { ByteRange } from '../summaries/reader/cut-plan.ts';
import { describedAnswer, messageAnswer, notFound, refusals } from './answers.ts';
import { fileKeyParameter, jobParameters, nameParameter } from './parameters.ts';
import { policyParameter } from './policy-parameter.ts';

const EVIDENCE_LOST = 'the kept bytes do not hold this number: they or its row were changed; verdex doctor says which';

/** Hundreds of times what an element of Hume's or Hive's takes, and within what Lambda answers (6 MB). */
const LARGEST_ELEMENT_BYTES = 1024 * 1024;

const evidenceSchema = z
  .object({
    fileKey: z.string(),
    vendor: z.string(),
    jobId: z.string(),
    model: z.string().optional(),
    emotion: z.string().optional(),
    toxicity: z.string().optional(),
    class: z.string().optional(),
    headline: z.object({ severity: z.number(), derived: z.boolean(), policy: z.string() }).optional(),
    score: z.number(),
    place: placeSchema,
    range: z.object({ begin: z.number(), end: z.number() }),
    element: z.unknown(),
    raw: rawRefSchema,
  })
  .openapi('Evidence');

const names = {
  model: nameParameter.optional().openapi({ description: 'The model of the emotion or the toxicity' }),
  emotion: nameParameter.optional().openapi({ description: 'Proves its maximum over the file' }),
  toxicity: nameParameter.optional().openapi({ description: 'Proves its maximum over the file' }),
  // A class may stand in a summary with its product behind its name.
  class: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .openapi({ description: `A class, or ${HEADLINE} for the headline` }),
};

function evidenceRoute(policies: Policies) {
  return createRoute({
    method: 'get',
    path: '/files/{fileKey}/evidence',
    request: {
      params: z.object({ fileKey: fileKeyParameter }),
      query: z.strictObject({ ...jobParameters.shape, ...names, policy: policyParameter(policies) }),
    },
    responses: {
      200: describedAnswer(
        'The element of the raw result that a maximum was read from, looked up anew: bytes `begin` to `end` (exclusive)',
        evidenceSchema,
      ),
      409: messageAnswer('The file was indexed by an older version, which did not note the place: index it again'),
      422: messageAnswer(`The element is larger than ${LARGEST_ELEMENT_BYTES} bytes; the message has its range`),
      500: messageAnswer('The raw result does not hold the number any more'),
      ...refusals,
      ...notFound,
    },
  });
}

export type EvidenceRoutesDeps = {
  index: Pick<IndexQueries, 'summaryOf'>;
  rawRanges: RawRanges;
  policies: Policies;
  log: Log;
};

export function addEvidenceRoutes(app: OpenAPIHono, deps: EvidenceRoutesDeps): void {
  const { index, rawRanges, policies, log } = deps;

  app.openapi(evidenceRoute(policies), async (context) => {
    const { fileKey } = context.req.valid('param');
    const { vendor, jobId, policy, ...query } = context.req.valid('query');
    const wanted = maximumNameOf(query, policy, policies);
    const summary = await index.summaryOf(fileKey, { vendor, jobId });
    if (summary === undefined) return context.json({ message: 'no such file, or no summary of it by that job' }, 404);
    const found = maximumOf(summary, wanted);
    if ('missing' in found) return context.json({ message: found.missing }, 404);
    const { raw } = summary;
    const range = found.place.bytes;
    if (raw === null || range === undefined) return context.json({ message: noRangeSince(summary.indexVersion) }, 409);
    if (range.end - range.begin > LARGEST_ELEMENT_BYTES) return context.json({ message: tooLarge(range) }, 422);
    try {
      const element = await readElement(raw, range, found);
      const { name, score, place, headline } = found;
      const asked = headline === undefined ? query : { class: name, headline };
      return context.json({ fileKey, vendor, jobId, ...asked, score, place, range, element, raw }, 200);
    } catch (error) {
      if (!(error instanceof Permanent)) throw error;
      log.error('evidence_lost', error, { fileKey, vendor, jobId, rawKey: raw.key, ...range });
      return context.json({ message: EVIDENCE_LOST }, 500);
    }
  });

  /** One ranged read. Throws Permanent when it does not prove the number. */
  async function readElement(raw: RawRef, range: ByteRange, { vendorName, score }: FoundMaximum): Promise<unknown> {
    const element = parseJson(await rawRanges.readRange(raw, range));
    if (!holdsScore(element, vendorName, score)) throw new Permanent('the element does not hold the number');
    return element;
  }
}

type Names = {
  model?: string | undefined;
  emotion?: string | undefined;
  toxicity?: string | undefined;
  class?: string | undefined;
};

/** Throws Malformed unless they name one maximum. */
function maximumNameOf(names: Names, policy: Policy | undefined, policies: Policies): MaximumName {
  const { model, emotion, toxicity, class: className } = names;
  if ([emotion, toxicity, className].filter((name) => name !== undefined).length !== 1) {
    throw new Malformed('emotion, toxicity, class: give exactly one');
  }
  if (policy !== undefined && className !== HEADLINE) throw new Malformed(`policy: goes with class=${HEADLINE} only`);
  if (className !== undefined) {
    if (model !== undefined) throw new Malformed('model: goes with emotion and toxicity only');
    return className === HEADLINE
      ? { of: 'headline', policy: policy ?? policies[0] }
      : { of: 'class', name: className };
  }
  if (model === undefined) throw new Malformed('model: is required, since each model has its own scores');
  return emotion === undefined
    ? { of: 'toxicity', model, name: toxicity ?? '' }
    : { of: 'emotion', model, name: emotion };
}

function noRangeSince(indexVersion: number): string {
  return `indexed without the place in the raw result (index version ${indexVersion}); index it again: verdex reindex`;
}

function tooLarge({ begin, end }: ByteRange): string {
  return `the element is bytes ${begin} to ${end} (exclusive) of the raw object, more than are answered here; ask for the job's raw bytes`;
}

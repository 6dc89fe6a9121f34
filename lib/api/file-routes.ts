/** What is known about one file, asked for by its key or by what the user calls it. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { IndexQueries } from '../index/file-index.ts';
import { Malformed } from '../platform/errors.ts';
import type { PageRequest } from '../platform/pages.ts';
import { fileKeyOf, md5Identity, refIdentity, urlIdentity } from '../summaries/identity.ts';
import type { Policies, Policy } from '../summaries/policy.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { fileViewSchema, judgedSummary, overviewOf } from './file-view.ts';
import { fileKeyParameter, pageParameters } from './parameters.ts';
import { policyParameter } from './policy-parameter.ts';

const responses = {
  200: describedAnswer('The jobs’ summaries of the file, a page of them', fileViewSchema),
  ...refusals,
  ...notFound,
};

function byKeyRoute(policies: Policies) {
  return createRoute({
    method: 'get',
    path: '/files/{fileKey}',
    request: {
      params: z.object({ fileKey: fileKeyParameter }),
      query: z.strictObject({ policy: policyParameter(policies), ...pageParameters }),
    },
    responses,
  });
}

function byNameRoute(policies: Policies) {
  return createRoute({
    method: 'get',
    path: '/files',
    request: {
      query: z.strictObject({
        url: z.string().min(1, 'is empty').optional().openapi({ description: 'Query and fragment do not matter' }),
        ref: z
          .string()
          .min(1, 'is empty')
          .optional()
          .openapi({ description: 'The ref the callback URL was made with' }),
        md5: z
          .string()
          .regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hex digits')
          .optional(),
        policy: policyParameter(policies),
        ...pageParameters,
      }),
    },
    responses,
  });
}

export type FileRoutesDeps = { index: Pick<IndexQueries, 'summariesOf'>; policies: Policies };

export function addFileRoutes(app: OpenAPIHono, { index, policies }: FileRoutesDeps): void {
  app.openapi(byKeyRoute(policies), async (context) => {
    const { fileKey } = context.req.valid('param');
    const { policy, ...page } = context.req.valid('query');
    const file = await fileOf(fileKey, page, policy);
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  app.openapi(byNameRoute(policies), async (context) => {
    const { url, ref, md5, policy, ...page } = context.req.valid('query');
    const file = await fileOf(fileKeyOf(identityOf({ url, ref, md5 })), page, policy);
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  async function fileOf(fileKey: string, page: PageRequest, policy: Policy = policies[0]) {
    const { items, cursor } = await index.summariesOf(fileKey, page);
    const [first = await anyOf(fileKey, page)] = items;
    if (first === undefined) return undefined;
    const summaries = items.map((summary) => judgedSummary(summary, policy));
    const isWhole = page.cursor === undefined && cursor === undefined;
    const overview = isWhole ? overviewOf(summaries, policy) : {};
    return { fileKey, identity: first.identity, ...overview, summaries, ...(cursor !== undefined && { cursor }) };
  }

  /** DynamoDB may promise a page after the last summary: that one is empty, and the file is known all the same. */
  async function anyOf(fileKey: string, { cursor }: PageRequest) {
    return cursor === undefined ? undefined : (await index.summariesOf(fileKey, { limit: 1 })).items[0];
  }
}

function identityOf({
  url,
  ref,
  md5,
}: {
  url?: string | undefined;
  ref?: string | undefined;
  md5?: string | undefined;
}) {
  if ([url, ref, md5].filter((name) => name !== undefined).length !== 1) {
    throw new Malformed('url, ref, md5: give exactly one');
  }
  if (ref !== undefined) return refIdentity(ref);
  if (md5 !== undefined) return md5Identity(md5);
  const identity = urlIdentity(url ?? '');
  if (identity === undefined) throw new Malformed('url: must be an absolute URL');
  return identity;
}

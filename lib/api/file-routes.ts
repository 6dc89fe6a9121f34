/** What is known about one file, asked for by its key or by what the user calls it. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type IndexQueries, indexedSummarySchema } from '../index/file-index.ts';
import { Malformed } from '../platform/errors.ts';
import type { PageRequest } from '../platform/pages.ts';
import { fileKeyOf, md5Identity, refIdentity, urlIdentity } from '../summaries/identity.ts';
import { describedAnswer, notFound, refusals } from './answers.ts';
import { fileKeyParameter, pageParameters } from './parameters.ts';

const fileSchema = z
  .object({
    fileKey: z.string(),
    identity: z.string(),
    summaries: z.array(indexedSummarySchema),
    cursor: z.string().optional(),
  })
  .openapi('File');

const responses = {
  200: describedAnswer('The jobs’ summaries of the file, a page of them', fileSchema),
  ...refusals,
  ...notFound,
};

const byKey = createRoute({
  method: 'get',
  path: '/files/{fileKey}',
  request: { params: z.object({ fileKey: fileKeyParameter }), query: z.strictObject(pageParameters) },
  responses,
});

const byName = createRoute({
  method: 'get',
  path: '/files',
  request: {
    query: z.strictObject({
      url: z.string().min(1, 'is empty').optional().openapi({ description: 'Query and fragment do not matter' }),
      ref: z.string().min(1, 'is empty').optional().openapi({ description: 'The ref the callback URL was made with' }),
      md5: z
        .string()
        .regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hex digits')
        .optional(),
      ...pageParameters,
    }),
  },
  responses,
});

export function addFileRoutes(app: OpenAPIHono, index: Pick<IndexQueries, 'summariesOf'>): void {
  app.openapi(byKey, async (context) => {
    const { fileKey } = context.req.valid('param');
    const file = await fileOf(fileKey, context.req.valid('query'));
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  app.openapi(byName, async (context) => {
    const { url, ref, md5, ...page } = context.req.valid('query');
    const file = await fileOf(fileKeyOf(identityOf({ url, ref, md5 })), page);
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  async function fileOf(fileKey: string, page: PageRequest) {
    const { items: summaries, cursor } = await index.summariesOf(fileKey, page);
    const [first = await anyOf(fileKey, page)] = summaries;
    if (first === undefined) return undefined;
    return { fileKey, identity: first.identity, summaries, ...(cursor !== undefined && { cursor }) };
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

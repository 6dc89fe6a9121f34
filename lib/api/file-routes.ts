/** What is known about one file, asked for by its key or by what the user calls it. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { IndexQueries } from '../index/file-index.ts';
import { Malformed } from '../platform/errors.ts';
import { fileSummarySchema } from '../summaries/file-summary.ts';
import { fileKeyOf, md5Identity, refIdentity, urlIdentity } from '../summaries/identity.ts';
import { jsonAnswer, notFound, refusals } from './answers.ts';
import { fileKeyParameter, noParameters } from './parameters.ts';

const fileSchema = z
  .object({
    fileKey: z.string(),
    identity: z.string(),
    summaries: z.array(fileSummarySchema.extend({ at: z.string() })),
  })
  .openapi('File');

const responses = { 200: jsonAnswer('Every job’s summary of the file', fileSchema), ...refusals, ...notFound };

const byKey = createRoute({
  method: 'get',
  path: '/files/{fileKey}',
  request: { params: z.object({ fileKey: fileKeyParameter }), query: noParameters },
  responses,
});

const byName = createRoute({
  method: 'get',
  path: '/files',
  request: {
    query: z.strictObject({
      url: z.string().min(1).optional().openapi({ description: 'Query and fragment do not matter' }),
      ref: z.string().min(1).optional().openapi({ description: 'The ref the callback URL was made with' }),
      md5: z
        .string()
        .regex(/^[0-9a-fA-F]{32}$/, 'must be 32 hex digits')
        .optional(),
    }),
  },
  responses,
});

export function addFileRoutes(app: OpenAPIHono, index: Pick<IndexQueries, 'summariesOf'>): void {
  app.openapi(byKey, async (context) => {
    const { fileKey } = context.req.valid('param');
    const file = await fileOf(fileKey);
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  app.openapi(byName, async (context) => {
    const file = await fileOf(fileKeyOf(identityOf(context.req.valid('query'))));
    return file === undefined ? context.json({ message: 'no such file' }, 404) : context.json(file, 200);
  });

  async function fileOf(fileKey: string) {
    const summaries = await index.summariesOf(fileKey);
    const [first] = summaries;
    return first === undefined ? undefined : { fileKey, identity: first.identity, summaries };
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

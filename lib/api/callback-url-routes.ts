/** Callback URLs, to be given to a vendor with a job. Whoever has one may speak as that vendor. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Log } from '../platform/log.ts';
import { describedAnswer, refusals } from './answers.ts';
import { bodyRefusals, demandJson, jsonBody } from './bodies.ts';
import { noParameters, refParameter } from './parameters.ts';

const SHORTEST_SECONDS = 60;
/** Ten years: beyond it, a URL that does not expire is what is meant. */
const LONGEST_SECONDS = 315_360_000;
const EXPIRY_MESSAGE = `must be a whole number from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`;

export type CallbackUrlRoutesDeps = {
  callbackUrls: {
    /** The names of the vendors there are. */
    vendors: readonly string[];
    /** `expiresAt` is a whole second. */
    mint(wish: { vendor: string; ref?: string | undefined; expiresAt?: Date | undefined; bindFirst: boolean }): string;
  };
  now: () => Date;
  log: Log;
};

function mintRoute(vendors: readonly string[]) {
  const wish = z.strictObject({
    vendor: z.enum(vendors, { error: `must be one of ${vendors.join(', ')}` }),
    ref: refParameter.optional().openapi({ description: 'Your own name for the file' }),
    expiresInSeconds: z
      .number({ error: EXPIRY_MESSAGE })
      .int(EXPIRY_MESSAGE)
      .min(SHORTEST_SECONDS, EXPIRY_MESSAGE)
      .max(LONGEST_SECONDS, EXPIRY_MESSAGE)
      .optional()
      .openapi({ description: 'Without it the URL stays good as long as the secret it is made with' }),
    bindFirst: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .openapi({ description: 'The first job that calls back owns the URL; callbacks of others are kept aside' }),
  });
  const minted = z
    .object({
      url: z.string(),
      vendor: z.string(),
      ref: z.string().optional(),
      expiresAt: z.string().optional(),
      bindFirst: z.boolean(),
    })
    .openapi('CallbackUrl');
  return createRoute({
    method: 'post',
    path: '/callback-urls',
    middleware: demandJson,
    request: { query: noParameters, body: jsonBody(wish) },
    responses: { 201: describedAnswer('The URL, told this once', minted), ...refusals, ...bodyRefusals },
  });
}

export function addCallbackUrlRoutes(app: OpenAPIHono, { callbackUrls, now, log }: CallbackUrlRoutesDeps): void {
  app.openapi(mintRoute(callbackUrls.vendors), async (context) => {
    const { expiresInSeconds, ...wish } = context.req.valid('json');
    const expiresAt = expiresInSeconds === undefined ? undefined : wholeSecondsAfter(now(), expiresInSeconds);
    const url = callbackUrls.mint({ ...wish, expiresAt });
    const expiry = expiresAt && { expiresAt: expiresAt.toISOString() };
    log.info('callback_url_minted', { vendor: wish.vendor, bindFirst: wish.bindFirst, ...expiry });
    context.header('cache-control', 'no-store');
    return context.json({ url, ...wish, ...expiry }, 201);
  });
}

/** Capabilities count in whole seconds: what is answered is what holds. */
function wholeSecondsAfter(now: Date, seconds: number): Date {
  return new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
}

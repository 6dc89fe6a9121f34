/** JSON bodies of requests: a route names its schema by `jsonBody`, and refuses everything else by `demandJson`. */
import { isUtf8 } from 'node:buffer';
import type { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { MAX_JSON_DEPTH, parseJson } from '../platform/parse-json.ts';
import { messageAnswer } from './answers.ts';

/** Far more than any request of ours needs, and little enough to be parsed before it is understood. */
const MAX_BODY_BYTES = 65_536;

/** For `request.body` of a route. The schema is strict: a name that does nothing is a mistake. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

export const bodyRefusals = {
  413: messageAnswer(`The body is longer than ${MAX_BODY_BYTES} bytes`),
  415: messageAnswer('The body is not called JSON'),
};

/** For `middleware` of a route: answers what is wrong with the body as a whole, and quotes nothing of it. */
export const demandJson: MiddlewareHandler = async (context, next) => {
  const body = Buffer.from(await context.req.arrayBuffer());
  if (body.length > MAX_BODY_BYTES) return context.json({ message: `body: at most ${MAX_BODY_BYTES} bytes` }, 413);
  if (body.length === 0) return context.json({ message: 'body: is empty; must be a JSON object' }, 400);
  if (!/^application\/json *(;|$)/i.test(context.req.header('content-type') ?? '')) {
    return context.json({ message: 'content-type: must be application/json' }, 415);
  }
  const json = isUtf8(body) ? parseJson(body) : undefined;
  if (json === undefined) {
    return context.json({ message: `body: must be JSON in UTF-8, at most ${MAX_JSON_DEPTH} levels deep` }, 400);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return context.json({ message: 'body: must be a JSON object' }, 400);
  }
  return await next();
};

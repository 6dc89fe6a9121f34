/** What the API says when it cannot say what was asked: always `{message}`, and the message names the culprit. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Malformed, Retryable } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';

const messageSchema = z.object({ message: z.string() }).openapi('Message');

export function describedAnswer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

export function messageAnswer(description: string) {
  return describedAnswer(description, messageSchema);
}

export const refusals = {
  400: messageAnswer('A parameter is wrong; the message names it'),
  401: messageAnswer('No bearer token, or an unknown one'),
};

export const notFound = { 404: messageAnswer('There is no such thing') };

type Checked = { success: true } | { success: false; error: z.ZodError };

/** Every bad parameter at once, by name, never by value. */
export function refuseBadParameters(result: Checked, context: Context) {
  if (result.success) return;
  const message = result.error.issues.map(describe).join('; ');
  return context.json({ message }, 400);
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map(shortened).join(', ')}: no such parameter here`;
  // Only a body can be wrong as a whole.
  return `${issue.path.join('.') || 'body'}: ${issue.message}`;
}

/** Names are given back, not whole books of them. */
function shortened(name: string, index: number): string {
  return index < 10 ? name.slice(0, 50) : '…';
}

/** Errors thrown by a route, by whose fault they are. */
export function makeAnswerError(log: Log) {
  return (error: Error, context: Context) => {
    // Hono's own refusals: those of the token hold the answer, with the header that says what is wanted.
    if (error instanceof HTTPException) return error.res ?? context.json({ message: error.message }, error.status);
    if (error instanceof Malformed) return context.json({ message: error.message }, 400);
    log.error('query_failed', error, { route: context.req.routePath });
    if (error instanceof Retryable) return context.json({ message: 'the index is busy, please ask again' }, 503);
    return context.json({ message: 'an error on our side' }, 500);
  };
}

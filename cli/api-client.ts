/** Asks the API of a deployment, and says in one line why it could not. */
import * as z from 'zod';
import { urlBelow } from '../lib/platform/url-below.ts';
import { oneLine, Problem } from './problem.ts';

/** As long as an HTTP API waits for a function: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const TIMEOUT_MS = 30_000;
/** What `lib/api/query-api.ts` answers, with 401. */
const UNKNOWN_TOKEN = 'unknown token';

export type Deployment = { url: string; token: string };

const environmentSchema = z.object({
  VERDEX_URL: z
    .string({ error: 'is not set; it takes the address of a deployment, as `npm start` prints it' })
    .regex(/^https?:\/\/[^\s@]+$/, 'must be an http(s) URL'),
  VERDEX_TOKEN: z
    .string({ error: 'is not set; it takes a token of that deployment' })
    .regex(/^[\x21-\x7e]+$/, 'must be a token: one word, in ASCII'),
});

/** Throws a Problem that names every variable that is missing or wrong, and never its value. */
export function readDeployment(environment: NodeJS.ProcessEnv): Deployment {
  const { data, error } = environmentSchema.safeParse(environment);
  if (data === undefined) {
    throw new Problem(error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  }
  return { url: data.VERDEX_URL, token: data.VERDEX_TOKEN };
}

export type ApiRequest<T extends z.ZodType> = {
  method: 'GET' | 'POST';
  /** With its query string. */
  path: string;
  body?: object;
  /** What is read of the answer. */
  answer: T;
};

/** The answer, if it is 2xx and as it should be. Throws a Problem otherwise, which never holds the token. */
export async function askApi<T extends z.ZodType>(
  { url, token }: Deployment,
  { method, path, body, answer }: ApiRequest<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<z.infer<T>> {
  const { status, text } = await fetchText(url, timeoutMs, {
    method,
    path,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const json = parsedOrUndefined(text);
  const { data: refusal } = z.object({ message: z.string() }).safeParse(json);
  if (status === 401 && refusal?.message === UNKNOWN_TOKEN) {
    throw new Problem(`${originOf(url)} does not know the token in VERDEX_TOKEN`);
  }
  // A 401 in other words is of somebody else: Verdex was asked with a token, in its form.
  if (status >= 400 && status !== 401 && refusal !== undefined) {
    throw new Problem(`Verdex answered ${status}: ${oneLine(refusal.message.replaceAll(token, '…'))}`);
  }
  const { data, success } = answer.safeParse(json);
  if (status >= 300 || !success) {
    throw new Problem(`what answers at ${originOf(url)} is not a Verdex that can do this (status ${status})`);
  }
  return data;
}

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

async function fetchText(url: string, timeoutMs: number, { path, body, ...request }: Sent) {
  try {
    const response = await fetch(urlBelow(url, path), {
      ...request,
      ...(body !== undefined && { body }),
      // The token is for this host alone.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new Problem(`no answer from ${originOf(url)} within ${timeoutMs / 1000} s`);
    }
    throw new Problem(`${originOf(url)} cannot be reached (${reasonOf(error)})`);
  }
}

/** A code, such as ECONNREFUSED; words of `fetch` may quote headers, and so the token. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection failed';
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'VERDEX_URL';
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

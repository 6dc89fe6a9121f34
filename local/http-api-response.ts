/** What a function answered, as the HTTP response API Gateway makes of it (payload format 2.0). */
import * as z from 'zod';

export type HttpResponse = { statusCode: number; headers: [string, string | string[]][]; body: Buffer };

/** The gateway frames the response itself. */
const framing = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

const structureSchema = z.looseObject({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.coerce.string()).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** An answer without `statusCode` is the JSON body itself. Throws when a structure is not a proper one. */
export function readResponse(answer: unknown): HttpResponse {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer ?? null);
    return { statusCode: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = structureSchema.parse(answer);
  const given = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const kept: [string, string | string[]][] = given.filter(([name]) => !framing.has(name));
  if (body && !kept.some(([name]) => name === 'content-type')) kept.push(['content-type', 'text/plain;charset=UTF-8']);
  if (cookies && cookies.length > 0) kept.push(['set-cookie', cookies]);
  return { statusCode, headers: kept, body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8') };
}

/** The gateway's own answers. */
export function messageResponse(statusCode: number, message: string): HttpResponse {
  return {
    statusCode,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

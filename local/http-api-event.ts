/**
 * A request as API Gateway hands it to a function: payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accountId } from './resolve.ts';

/** `path` begins with a slash, undecoded; `query` is what follows the first `?`, undecoded. */
export type RequestTarget = { path: string; query: string; segments: string[] };

/** Undefined when the target is not a path or not percent-encoded properly. */
export function parseTarget(url: string): RequestTarget | undefined {
  if (!url.startsWith('/')) return undefined;
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent);
    return { path, query: mark === -1 ? '' : url.slice(mark + 1), segments };
  } catch {
    return undefined;
  }
}

export type EventInput = {
  request: IncomingMessage;
  target: RequestTarget;
  body: Buffer;
  routeKey: string;
  pathParameters: Record<string, string>;
  now: Date;
};

export function makeEvent({ request, target, body, routeKey, pathParameters, now }: EventInput) {
  const { cookie, ...headers } = joinHeaders(request);
  // An HTTP API hands the path over decoded (fastify/aws-lambda-fastify#169, honojs/hono#2156).
  const rawPath = `/${target.segments.join('/')}`;
  const query = joinQuery(target.query);
  const host = headers.host ?? '';
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: target.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(request.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId,
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? '',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...encodeBody(body, headers),
  };
}

/** Lower-cased, repeated ones joined by commas. Those about the connection end at the gateway. */
function joinHeaders(request: IncomingMessage): Record<string, string> {
  const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade', 'expect']);
  const joined = Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    values === undefined || hopByHop.has(name) ? [] : [[name, values.join(name === 'cookie' ? '; ' : ',')]],
  );
  return Object.fromEntries(joined);
}

function joinQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

/** Text only when its type says so and the bytes survive as text; anything else as base64. No body, no `body`. */
function encodeBody(body: Buffer, headers: Record<string, string>) {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isTextual = /^(text\/.+|application\/(json|xml|javascript))$/.test(mediaType);
  if (isTextual && headers['content-encoding'] === undefined && isUtf8(body)) {
    return { body: body.toString('utf8'), isBase64Encoded: false };
  }
  return { body: body.toString('base64'), isBase64Encoded: true };
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

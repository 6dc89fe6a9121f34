/** An HTTP server on 127.0.0.1 that plays an API Gateway HTTP API in front of the template's functions. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { makeEvent, parseTarget } from './http-api-event.ts';
import { type HttpResponse, messageResponse, readResponse } from './http-api-response.ts';
import { matchRoute, parseRouteKey, type Route } from './http-api-routes.ts';
import { InvocationError } from './invocation-error.ts';
import type { References } from './resolve.ts';
import { readProperties, resourcesOfType, type Template } from './template.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const maxBodyBytes = 10 * 1024 * 1024;
const defaultIntegrationTimeoutMs = 30_000;

const routeSchema = z.object({ RouteKey: z.string(), Target: z.string() });
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(defaultIntegrationTimeoutMs),
});

export type FunctionRoute = Route & { functionArn: string; timeoutMs: number };

/** The routes of the template. `references` must know the functions' ARNs and the integrations. */
export function readRoutes(template: Template, references: References): FunctionRoute[] {
  const integrations = new Map(
    resourcesOfType(template, 'AWS::ApiGatewayV2::Integration').map((resource) => [
      `integrations/${references.get(resource.logicalId)}`,
      readProperties(resource, integrationSchema, references),
    ]),
  );
  return resourcesOfType(template, 'AWS::ApiGatewayV2::Route').map((resource) => {
    const { RouteKey, Target } = readProperties(resource, routeSchema, references);
    const integration = integrations.get(Target);
    if (integration === undefined) throw new Error(`Route ${RouteKey}: no integration ${Target}`);
    const { IntegrationUri, TimeoutInMillis } = integration;
    return { ...parseRouteKey(RouteKey), functionArn: IntegrationUri, timeoutMs: TimeoutInMillis };
  });
}

type Options = {
  /** 0 for a free one. */
  port: number;
  /** Asked for each request: the functions may need to know the server's URL before they exist. */
  routes: () => FunctionRoute[];
  invoke: (functionArn: string, event: unknown) => Promise<unknown>;
};

export type HttpApi = { url: string; stop(): Promise<void> };

export async function startHttpApi({ port, routes, invoke }: Options): Promise<HttpApi> {
  const server = createServer((request, response) => {
    void answer(request)
      .catch(() => messageResponse(500, 'Internal Server Error'))
      .then((answered) => write(response, answered));
  });

  async function answer(request: IncomingMessage): Promise<HttpResponse> {
    const body = await readBody(request);
    const target = parseTarget(request.url ?? '');
    if (target === undefined) return messageResponse(400, 'Bad Request');
    if (body === 'too large') return messageResponse(413, 'Request Entity Too Large');
    const match = matchRoute(routes(), request.method ?? '', target.segments);
    if (match === undefined) return messageResponse(404, 'Not Found');
    const { route, pathParameters } = match;
    const event = makeEvent({ request, target, body, pathParameters, routeKey: route.routeKey, now: new Date() });
    return await callFunction(route, event);
  }

  /** A function that is slower than its integration allows goes on, unheard, as on AWS. */
  async function callFunction(route: FunctionRoute, event: unknown): Promise<HttpResponse> {
    const late = Promise.withResolvers<HttpResponse>();
    const timer = setTimeout(() => late.resolve(messageResponse(503, 'Service Unavailable')), route.timeoutMs);
    const called = invoke(route.functionArn, event)
      .then(readResponse)
      .catch((error: unknown) => {
        const isTooLarge = error instanceof InvocationError && error.name === 'RequestTooLarge';
        return isTooLarge
          ? messageResponse(413, 'Request Entity Too Large')
          : messageResponse(500, 'Internal Server Error');
      });
    return await Promise.race([called, late.promise]).finally(() => clearTimeout(timer));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Reads to the end whatever the size, without keeping it: a client that is still sending would not hear a refusal. */
async function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : 'too large';
}

function write(response: ServerResponse, { statusCode, headers, body }: HttpResponse): void {
  try {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.statusCode = statusCode;
    response.end(body);
  } catch {
    // A header a function made that HTTP cannot carry.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    write(response, messageResponse(500, 'Internal Server Error'));
  }
}

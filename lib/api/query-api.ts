/** The query API as a Lambda function behind an HTTP API. Its own description is at `/openapi.json`. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { bearerAuth } from 'hono/bearer-auth';
import type { IndexQueries } from '../index/file-index.ts';
import { jsonAnswer } from '../platform/json-answer.ts';
import type { Log } from '../platform/log.ts';
import { makeAnswerError, refuseBadParameters } from './answers.ts';
import { addFileRoutes } from './file-routes.ts';
import { addJobRoutes, type JobRoutesDeps } from './job-routes.ts';
import { addSearchRoutes } from './search-routes.ts';

export type QueryApiDeps = {
  jobs: JobRoutesDeps['jobs'];
  index: IndexQueries;
  rawUrls: JobRoutesDeps['rawUrls'];
  /** Any of these opens every route; several while one is being replaced. */
  tokens: readonly string[];
  log: Log;
};

/** Every route but the description needs `Authorization: Bearer …`. */
export function makeQueryApp({ jobs, index, rawUrls, tokens, log }: QueryApiDeps): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseBadParameters });
  app.onError(makeAnswerError(log));
  app.notFound((context) => context.json({ message: 'no such route; see /openapi.json' }, 404));
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Verdex', version: '1' },
    security: [{ bearer: [] }],
  });
  app.use(
    bearerAuth({
      token: [...tokens],
      noAuthenticationHeader: { message: { message: 'needs Authorization: Bearer <token>' } },
      invalidAuthenticationHeader: {
        // A Response, since the middleware's own would be a 400.
        message: (context) => context.json({ message: 'Authorization: must be Bearer <token>' }, 401),
      },
      invalidToken: { message: { message: 'unknown token' } },
    }),
  );
  addFileRoutes(app, index);
  addJobRoutes(app, { jobs, index, rawUrls });
  addSearchRoutes(app, index);
  return app;
}

/** An event of the payload format 2.0, which is what `serverless.yml` asks for. */
type QueryEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Answers API Gateway's events. What a `Request` would refuse to be made of is answered here, before one is made. */
export function makeQueryApi(deps: QueryApiDeps) {
  const answer = handle(makeQueryApp(deps));
  return async (event: QueryEvent, context?: LambdaContext) => {
    const { method } = event.requestContext.http;
    if (event.rawPath.startsWith('/callbacks/')) {
      return jsonAnswer(404, { message: 'a callback URL is /callbacks/{vendor}/{capability}' });
    }
    if (method !== 'GET' && method !== 'HEAD') return jsonAnswer(405, { message: 'GET only' }, { allow: 'GET, HEAD' });
    return answer({ ...event, body: null }, context);
  };
}

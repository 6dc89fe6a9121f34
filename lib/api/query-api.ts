/** The query API as a Lambda function behind an HTTP API. Its own description is at `/openapi.json`. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { bearerAuth } from 'hono/bearer-auth';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { IndexQueries } from '../index/file-index.ts';
import type { Ledger } from '../jobs/ledger.ts';
import { jsonAnswer } from '../platform/json-answer.ts';
import type { Log } from '../platform/log.ts';
import type { RawRanges } from '../raw/raw-store.ts';
import type { Policies } from '../summaries/policy.ts';
import type { CallbackReaders } from '../vendors/callback-readers.ts';
import { addAnnounceRoutes } from './announce-routes.ts';
import { makeAnswerError, refuseBadParameters } from './answers.ts';
import { addCallbackUrlRoutes, type CallbackUrlRoutesDeps } from './callback-url-routes.ts';
import { addEmotionRoutes, type EmotionRoutesDeps } from './emotion-routes.ts';
import { addEvidenceRoutes } from './evidence-routes.ts';
import { addFileRoutes } from './file-routes.ts';
import { addJobRoutes, type JobRoutesDeps } from './job-routes.ts';
import { addModerationRoutes, type ModerationRoutesDeps } from './moderation-routes.ts';
import { addMomentRoutes } from './moment-routes.ts';
import { addReplayRoutes, type ReplayRoutesDeps } from './replay-routes.ts';
import { addVendorRoutes, type VendorRoutesDeps } from './vendor-routes.ts';

export type QueryApiDeps = {
  jobs: JobRoutesDeps['jobs'];
  ledger: Pick<Ledger, 'announce' | 'replay'>;
  replayJobs: ReplayRoutesDeps['replayJobs'];
  states: VendorRoutesDeps['states'];
  askForList: VendorRoutesDeps['askForList'];
  vendors: CallbackReaders;
  listedVendors: readonly string[];
  index: IndexQueries;
  policies: Policies;
  isKnownClass: ModerationRoutesDeps['isKnownClass'];
  isSafeClass: ModerationRoutesDeps['isSafeClass'];
  isKnownEmotion: EmotionRoutesDeps['isKnownEmotion'];
  isKnownModel: EmotionRoutesDeps['isKnownModel'];
  rawUrls: JobRoutesDeps['rawUrls'];
  rawRanges: RawRanges;
  /** Any of these opens every route; several while one is being replaced. */
  tokens: readonly string[];
  callbackUrls: CallbackUrlRoutesDeps['callbackUrls'];
  now: () => Date;
  log: Log;
};

/** Every route but the description needs `Authorization: Bearer …`. */
export function makeQueryApp(deps: QueryApiDeps): OpenAPIHono {
  const { jobs, index, rawUrls, tokens, vendors, now, log } = deps;
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
  // After the token: what there is to know is not told to strangers.
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => {
        const allow = methods.join(', ');
        return context.json({ message: `${allow} only` }, 405, { allow });
      },
    }),
  );
  addFileRoutes(app, deps);
  addEvidenceRoutes(app, deps);
  addMomentRoutes(app, deps);
  addJobRoutes(app, { jobs, index, rawUrls });
  addEmotionRoutes(app, deps);
  addModerationRoutes(app, deps);
  addCallbackUrlRoutes(app, { callbackUrls: deps.callbackUrls, now, log });
  addAnnounceRoutes(app, { ledger: deps.ledger, vendors, now });
  addReplayRoutes(app, deps);
  addVendorRoutes(app, { ...deps, vendorNames: [...vendors.keys()] });
  return app;
}

/** An event of the payload format 2.0, which is what `serverless.yml` asks for. */
type QueryEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Those that routes may have. Any other is asked as one that none has, since `Request` refuses some, TRACE for one. */
const METHODS = ['GET', 'HEAD', 'POST'];
const METHOD_OF_NO_ROUTE = 'PATCH';

/** Answers API Gateway's events. What a `Request` would refuse to be made of is answered here, before one is made. */
export function makeQueryApi(deps: QueryApiDeps) {
  const answer = handle(makeQueryApp(deps));
  return async (event: QueryEvent, context?: LambdaContext) => {
    if (event.rawPath.startsWith('/callbacks/')) {
      return jsonAnswer(404, { message: 'a callback URL is /callbacks/{vendor}/{capability}' });
    }
    const { http } = event.requestContext;
    const method = METHODS.includes(http.method) ? http.method : METHOD_OF_NO_ROUTE;
    const requestContext = { ...event.requestContext, http: { ...http, method } };
    const body = method === 'POST' ? bodyOf(event) : null;
    return answer({ ...event, requestContext, headers: headersOf(event), cookies: [], body }, context);
  };
}

/** Those that a `Request` takes: others (of text beyond Latin-1) mean nothing here, and no cookie does. */
function headersOf({ headers }: QueryEvent): QueryEvent['headers'] {
  const isTakeable = ([, value]: [string, string | undefined]) => value !== undefined && /^[\t\x20-\xff]*$/.test(value);
  return Object.fromEntries(Object.entries(headers).filter(isTakeable));
}

/** Spelt as base64 should be: Hono gives up on anything else. */
function bodyOf({ body, isBase64Encoded }: QueryEvent): string | null {
  if (!body) return null;
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('base64') : body;
}

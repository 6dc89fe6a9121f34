/** The routes of an API Gateway HTTP API, and which of them a request belongs to. */
export type Route = {
  /** As in the template: `ANY /callbacks/{vendor}/{capability}`, `$default`. */
  routeKey: string;
  /** `ANY` for every method; absent for `$default`. */
  method?: string;
  segments: Segment[];
};

type Segment = { kind: 'literal' | 'parameter' | 'greedy'; text: string };

export type RouteMatch<R extends Route> = { route: R; pathParameters: Record<string, string> };

export function parseRouteKey(routeKey: string): Route {
  if (routeKey === '$default') return { routeKey, segments: [] };
  const [method, path, ...rest] = routeKey.split(' ');
  if (!method || !path?.startsWith('/') || rest.length > 0) throw new Error(`Not a route key: ${routeKey}`);
  return { routeKey, method, segments: path.slice(1).split('/').map(parseSegment) };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text };
  return { kind: plus === '+' ? 'greedy' : 'parameter', text: name };
}

/** The most specific route, or undefined. `pathSegments` are decoded, so that a `%2F` stays within its segment. */
export function matchRoute<R extends Route>(
  routes: R[],
  method: string,
  pathSegments: string[],
): RouteMatch<R> | undefined {
  const matches = routes.flatMap((route) => {
    const pathParameters = matchSegments(route, method, pathSegments);
    return pathParameters === undefined ? [] : [{ route, pathParameters }];
  });
  return matches.sort((a, b) => (specificity(a.route) < specificity(b.route) ? -1 : 1))[0];
}

function matchSegments(route: Route, method: string, path: string[]): Record<string, string> | undefined {
  if (route.method === undefined) return {};
  if (route.method !== 'ANY' && route.method !== method) return undefined;
  const isGreedy = route.segments.at(-1)?.kind === 'greedy';
  if (isGreedy ? path.length < route.segments.length : path.length !== route.segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const text = path[index] ?? '';
    if (segment.kind === 'literal' && segment.text !== text) return undefined;
    if (segment.kind === 'parameter' && text === '') return undefined;
    if (segment.kind === 'parameter') parameters[segment.text] = text;
    if (segment.kind === 'greedy') parameters[segment.text] = path.slice(index).join('/');
  }
  return parameters;
}

/**
 * Sorts before what is less specific: a literal before a parameter before a greedy one before `$default`, segment by
 * segment, then a method before `ANY`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function specificity(route: Route): string {
  if (route.method === undefined) return 'z';
  const rank = { literal: 'a', parameter: 'b', greedy: 'c' };
  const path = route.segments.map((segment) => rank[segment.kind]).join('');
  return `${path} ${route.method === 'ANY' ? 'b' : 'a'}`;
}

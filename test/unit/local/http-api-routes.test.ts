import { expect, test } from 'vitest';
import { matchRoute, parseRouteKey } from '../../../local/http-api-routes.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/{kind}/{id}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'ANY /pets/dog/1',
  'ANY /callbacks/{vendor}/{capability}',
  'GET /',
];

/** The routing example of AWS's documentation, and more. */
test.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
  ['POST', '/pets/dog/1', 'ANY /pets/dog/1', {}],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
  ['GET', '/pets/cat/1', 'GET /pets/{kind}/{id}', { kind: 'cat', id: '1' }],
  ['GET', '/pets/cat/1/2', 'GET /pets/{proxy+}', { proxy: 'cat/1/2' }],
  ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
  ['POST', '/callbacks/hume/a.b', 'ANY /callbacks/{vendor}/{capability}', { vendor: 'hume', capability: 'a.b' }],
  ['POST', '/callbacks/hume/', 'ANY /{proxy+}', { proxy: 'callbacks/hume/' }],
  ['GET', '/', 'GET /', {}],
])('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  const match = matchRoute(keys.map(parseRouteKey).reverse(), method, path.slice(1).split('/'));
  expect(match).toEqual({ route: parseRouteKey(routeKey), pathParameters });
});

test('$default takes what nothing else takes, and without it there is no match', () => {
  const only = parseRouteKey('GET /files');
  expect(matchRoute([only], 'POST', ['files'])).toBeUndefined();
  expect(matchRoute([only], 'GET', ['files', ''])).toBeUndefined();
  expect(matchRoute([only, parseRouteKey('$default')], 'POST', ['files'])?.route.routeKey).toBe('$default');
});

test.each(['GET', 'GET files', 'GET /a b', ''])('%j is not a route key', (routeKey) => {
  expect(() => parseRouteKey(routeKey)).toThrow();
});

import { expect, test } from 'vitest';
import * as z from 'zod';
import { makeTestApp } from '../../support/query-app.ts';

/** As much of OpenAPI 3.1 as a client or a documentation page reads: https://spec.openapis.org/oas/v3.1.0 */
const parameterSchema = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.looseObject({}),
  example: z.unknown().optional(),
});
const responseSchema = z.strictObject({
  description: z.string().min(1),
  content: z.strictObject({ 'application/json': z.strictObject({ schema: z.looseObject({}) }) }).optional(),
});
const operationSchema = z.looseObject({
  requestBody: z
    .strictObject({
      required: z.literal(true),
      content: z.strictObject({ 'application/json': z.strictObject({ schema: z.looseObject({}) }) }),
    })
    .optional(),
  parameters: z.array(parameterSchema).default([]),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), responseSchema),
});
const documentSchema = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({ get: operationSchema.optional(), post: operationSchema.optional() }),
  ),
});

const { app } = makeTestApp();
const document: unknown = JSON.parse(await (await app.request('/openapi.json')).text());
const { paths, components } = documentSchema.parse(document);

test('the description needs no token, and holds no secret', () => {
  expect(JSON.stringify(document)).not.toMatch(/token-1|leaseId|claimedFrom/);
});

const operations = Object.entries(paths).flatMap(([path, { get, post }]) => [
  ...(get === undefined ? [] : [[`GET ${path}`, get] as const]),
  ...(post === undefined ? [] : [[`POST ${path}`, post] as const]),
]);

test('describes every route, and no other', () => {
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path !== '/openapi.json');
  const written = new Set(routes.map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`));
  expect(operations.map(([name]) => name).toSorted()).toEqual([...written].toSorted());
  expect([...written].toSorted()).toEqual([
    'GET /emotions/{name}/files',
    'GET /files',
    'GET /files/{fileKey}',
    'GET /files/{fileKey}/evidence',
    'GET /files/{fileKey}/moments',
    'GET /jobs',
    'GET /jobs/{vendor}/{jobId}',
    'GET /jobs/{vendor}/{jobId}/raw',
    'GET /moderation/files',
    'GET /moderation/policies',
    'GET /vendors',
    'POST /callback-urls',
    'POST /jobs',
    'POST /jobs/replay',
    'POST /jobs/{vendor}/{jobId}/replay',
    'POST /vendors/{vendor}/adoptions',
  ]);
});

test.each(operations)(
  '%s names its parameters: those of the path are required, none comes twice',
  (name, { parameters }) => {
    const ofPath = parameters.filter((parameter) => parameter.in === 'path');
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    expect(ofPath.map((parameter) => parameter.name)).toEqual(inPath);
    expect(ofPath.every(({ required }) => required === true)).toBe(true);
    const names = parameters.map((parameter) => parameter.name);
    expect(new Set(names).size).toBe(names.length);
  },
);

test.each(operations)('%s tells what is answered, and what when it is refused', (_, { responses, requestBody }) => {
  const statuses = Object.keys(responses);
  expect(statuses).toEqual(expect.arrayContaining(['400', '401']));
  expect(statuses.some((status) => /^20[0-2]$|^302$/.test(status))).toBe(true);
  expect(statuses.includes('415') && statuses.includes('413')).toBe(requestBody !== undefined);
});

test('a body names its fields, and takes no other', () => {
  expect(paths['/callback-urls']?.post?.requestBody?.content['application/json'].schema).toMatchObject({
    properties: { vendor: { enum: ['hume', 'hive'] }, ref: {}, expiresInSeconds: {}, bindFirst: {} },
    required: ['vendor'],
    additionalProperties: false,
  });
});

test('whatever it refers to is there', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
  expect(references.length).toBeGreaterThan(0);
  for (const reference of references) {
    expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
    expect(Object.keys(components.schemas)).toContain(reference?.slice('#/components/schemas/'.length));
  }
});

test('the parameters it tells of are those that are taken', () => {
  const namesOf = (path: string) =>
    paths[path]?.get?.parameters.map(({ name, required }) => (required ? `${name}!` : name));
  expect(namesOf('/emotions/{name}/files')).toEqual(['name!', 'model!', 'minScore', 'limit', 'cursor']);
  expect(namesOf('/moderation/files')).toEqual([
    'minSeverity',
    'minProbability',
    'class',
    'policy',
    'from',
    'to',
    'emotion',
    'minScore',
    'model',
    'limit',
    'cursor',
  ]);
  expect(namesOf('/moderation/policies')).toEqual([]);
  expect(namesOf('/files')).toEqual(['url', 'ref', 'md5', 'policy', 'limit', 'cursor']);
  expect(namesOf('/jobs')).toEqual(['status!', 'reason', 'from', 'to', 'limit', 'cursor']);
});

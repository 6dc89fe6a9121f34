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
  parameters: z.array(parameterSchema).default([]),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), responseSchema),
});
const documentSchema = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
  paths: z.record(z.string().startsWith('/'), z.strictObject({ get: operationSchema })),
});

const { app } = makeTestApp();
const document: unknown = JSON.parse(await (await app.request('/openapi.json')).text());
const { paths, components } = documentSchema.parse(document);

test('the description needs no token, and holds no secret', () => {
  expect(JSON.stringify(document)).not.toMatch(/token-1|leaseId|claimedCallbackSha256/);
});

test('describes every route, and no other', () => {
  const routes = app.routes.filter(({ method, path }) => method === 'GET' && path !== '/openapi.json');
  const written = new Set(routes.map(({ path }) => path.replaceAll(/:(\w+)/g, '{$1}')));
  expect(Object.keys(paths).toSorted()).toEqual([...written].toSorted());
  expect([...written].toSorted()).toEqual([
    '/emotions/{name}/files',
    '/files',
    '/files/{fileKey}',
    '/jobs',
    '/jobs/{vendor}/{jobId}',
    '/jobs/{vendor}/{jobId}/raw',
    '/moderation/files',
  ]);
});

test.each(Object.entries(paths))(
  '%s names its parameters: those of the path are required, none comes twice',
  (path, { get }) => {
    const ofPath = get.parameters.filter((parameter) => parameter.in === 'path');
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(ofPath.map(({ name }) => name)).toEqual(inPath);
    expect(ofPath.every(({ required }) => required === true)).toBe(true);
    const names = get.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  },
);

test.each(Object.entries(paths))('%s tells what is answered, and what when it is refused', (_, { get }) => {
  const statuses = Object.keys(get.responses);
  expect(statuses).toEqual(expect.arrayContaining(['400', '401']));
  expect(statuses.some((status) => status === '200' || status === '302')).toBe(true);
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
    paths[path]?.get.parameters.map(({ name, required }) => (required ? `${name}!` : name));
  expect(namesOf('/emotions/{name}/files')).toEqual(['name!', 'model!', 'minScore', 'limit', 'cursor']);
  expect(namesOf('/moderation/files')).toEqual(['minSeverity', 'class', 'from', 'to', 'limit', 'cursor']);
  expect(namesOf('/files')).toEqual(['url', 'ref', 'md5', 'limit', 'cursor']);
  expect(namesOf('/jobs')).toEqual(['status!', 'limit', 'cursor']);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionEnvironments } from '../../lib/platform/config.ts';
import { projectRoot, readPackagedService } from './packaged-service.ts';

const { functions, get, ofType } = await readPackagedService();
const functionNames = ['process-job', 'query-api', 'receive-callback', 'sweep-jobs'];

test('what runs is what functions/ lists', async () => {
  const files = await readdir(join(projectRoot, 'functions'));
  expect(files.sort()).toEqual(functionNames.map((name) => `${name}.ts`));
  expect([...functions.keys()].sort()).toEqual(functionNames);
});

test.each(functionNames)('%s runs on Node 24 on Graviton, from its own bundle', (functionName) => {
  expect(functions.get(functionName)).toMatchObject({
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: `dist/${functionName}/index.handler`,
  });
});

test.each(functionNames)('the zip of %s holds its bundle and nothing else', async (functionName) => {
  const zip = await readFile(join(projectRoot, '.serverless', `${functionName}.zip`));
  const files = await readdir(join(projectRoot, 'dist', functionName));
  expect(files).toContain('index.mjs');
  expect(listZip(zip).sort()).toEqual(files.map((file) => `dist/${functionName}/${file}`).sort());
});

/** Powertools reads these itself. */
const readByPowertools = ['POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE', 'LOG_LEVEL'];
const readByNode = ['NODE_OPTIONS', 'MALLOC_ARENA_MAX'];
/** Secrets themselves, instead of the name of their parameter: for the local stack. */
const localOnly = ['CALLBACK_SECRETS', 'HUME_API_KEY', 'API_TOKENS'];

test('there is a configuration for each function, and none for another', () => {
  expect(Object.keys(functionEnvironments).sort()).toEqual(functionNames);
});

test.each(Object.entries(functionEnvironments))(
  '%s is given what it reads, and reads what it is given',
  (name, schema) => {
    const given = Object.keys(functions.get(name)?.Environment.Variables ?? {});
    const known = Object.keys(schema.shape).filter((key) => !key.startsWith('AWS_') && !localOnly.includes(key));
    expect(known.filter((key) => isRequired(schema.shape, key) && !given.includes(key))).toEqual([]);
    const readByOthers = [...readByPowertools, ...readByNode];
    expect(given.filter((key) => !known.includes(key) && !readByOthers.includes(key))).toEqual([]);
  },
);

test('what a level is, is the same where it is stored and where it is asked for', () => {
  const [stored, asked] = ['process-job', 'query-api'].map((name) => functions.get(name)?.Environment.Variables);
  expect(stored?.MODERATION_POLICIES).toBe('');
  expect(asked?.MODERATION_POLICIES).toBe('');
});

test('callback URLs begin with the address of the API that takes callbacks', () => {
  const { CALLBACK_BASE_URL } = functions.get('query-api')?.Environment.Variables ?? {};
  expect(CALLBACK_BASE_URL).toEqual({ 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] });
  expect(get('HttpApi').Type).toBe('AWS::ApiGatewayV2::Api');
});

test('they are made with the secret that they are verified with', () => {
  const parameters = ['receive-callback', 'query-api'].map(
    (name) => functions.get(name)?.Environment.Variables.CALLBACK_SECRETS_PARAMETER,
  );
  expect(parameters).toEqual([expect.stringMatching(/^\/verdex\//), parameters[0]]);
});

test('callbacks and the query API are the only ways in from outside', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
    Properties.RouteKey,
    Properties.Target['Fn::Join'][1][1].Ref,
  ]);
  expect(Object.fromEntries(routes)).toEqual({
    'ANY /callbacks/{vendor}/{capability}': 'HttpApiIntegrationReceiveDashcallback',
    $default: 'HttpApiIntegrationQueryDashapi',
  });
  expect(ofType('AWS::Lambda::Url')).toEqual([]);
});

test('nothing writes down the path of a callback, which carries its capability', () => {
  expect(get('HttpApiStage').Properties).not.toHaveProperty('AccessLogSettings');
});

test('an answer comes before API Gateway gives up', () => {
  // 30 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  for (const name of ['receive-callback', 'query-api']) expect(functions.get(name)?.Timeout).toBeLessThan(30);
});

test('a sweep runs every minute and ends before the next', () => {
  const rules = ofType('AWS::Events::Rule').map(([, { Properties }]) => Properties);
  expect(rules).toMatchObject([
    {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': ['SweepDashjobsLambdaFunction', 'Arn'] } }],
    },
  ]);
  expect(functions.get('sweep-jobs')?.Timeout).toBeLessThan(60);
});

test('logs are kept for a month, not for ever', () => {
  const groups = ofType('AWS::Logs::LogGroup');
  expect(groups).toHaveLength(functionNames.length);
  for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(30);
});

function isRequired(shape: Record<string, { safeParse(value: unknown): { success: boolean } }>, key: string): boolean {
  return shape[key]?.safeParse(undefined).success === false;
}

/** The names in a zip's central directory (APPNOTE.TXT 4.3.12 and 4.3.16). */
function listZip(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const names: string[] = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry += 1) {
    const nameLength = zip.readUInt16LE(offset + 28);
    names.push(zip.toString('utf8', offset + 46, offset + 46 + nameLength));
    offset += 46 + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return names;
}

/** Writes what `osls package` would: a template and one zip per function, in a temporary folder. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { onTestFinished } from 'vitest';

export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'verdex-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type PackagedFunction = { source: string; properties?: Record<string, unknown> };

/** The logical id of the function `echo` is `echoFunction`. Returns the template's path. */
export async function writePackagedService(
  functions: Record<string, PackagedFunction>,
  resources: Record<string, unknown>,
): Promise<string> {
  const folder = await makeTemporaryFolder();
  const all: Record<string, unknown> = { ...resources };
  for (const [name, { source, properties }] of Object.entries(functions)) {
    await writeFile(join(folder, `${name}.zip`), zipSync({ [`dist/${name}/index.mjs`]: strToU8(source) }));
    all[`${name}Function`] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: `serverless/x/${name}.zip` },
        FunctionName: `service-dev-${name}`,
        Handler: `dist/${name}/index.handler`,
        Runtime: 'nodejs24.x',
        Timeout: 10,
        MemorySize: 256,
        Role: { 'Fn::GetAtt': ['SomeRole', 'Arn'] },
        ...properties,
      },
    };
  }
  const templatePath = join(folder, 'cloudformation-template-update-stack.json');
  await writeFile(templatePath, JSON.stringify({ Resources: all }));
  return templatePath;
}

/** A route and its integration, as osls writes them. */
export function httpRoute(functionName: string, routeKey: string): Record<string, unknown> {
  return {
    [`${functionName}Integration`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': [`${functionName}Function`, 'Arn'] },
        PayloadFormatVersion: '2.0',
        TimeoutInMillis: 30_000,
      },
    },
    [`${functionName}Route`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: routeKey,
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${functionName}Integration` }]] },
      },
    },
  };
}

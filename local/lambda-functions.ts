/** The template's functions, unpacked from their zips and given the environment they would have on AWS. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import * as z from 'zod';
import type { Endpoints } from './emulators.ts';
import { defaultMaxConcurrency, type LambdaFunction, makeLambdaFunction, type OnLog } from './lambda.ts';
import { readVariables, runtimeVariables } from './lambda-environment.ts';
import { accountId, type References, region } from './resolve.ts';
import { type Resource, readProperties, resourcesOfType, type Template } from './template.ts';

/** Lambda's defaults where the template has none: 3 s, 128 MB. */
const functionSchema = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
});
const codeSchema = z.object({ S3Key: z.string() });

type Input = {
  template: Template;
  references: References;
  /** Where the zips lie. */
  packageFolder: string;
  /** Where they are unpacked. */
  taskFolder: string;
  endpoints: Endpoints;
  /** Added to every function, and instead of the template's variables of the same name. */
  overrides: Record<string, string>;
  onLog: OnLog;
};

export type FunctionDefinition = {
  logicalId: string;
  shortName: string;
  functionName: string;
  arn: string;
  resource: Resource;
};

/** The short name is the zip's, which is the function's key in serverless.yml. */
export function listFunctions(template: Template): FunctionDefinition[] {
  return resourcesOfType(template, 'AWS::Lambda::Function').map((resource) => {
    const { FunctionName } = readProperties(resource, functionSchema.pick({ FunctionName: true }), new Map());
    const { S3Key } = codeSchema.loose().parse(resource.properties.Code);
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`;
    const shortName = basename(S3Key, '.zip');
    return { logicalId: resource.logicalId, shortName, functionName: FunctionName, arn, resource };
  });
}

export async function makeFunctions(input: Input): Promise<LambdaFunction[]> {
  const functions: LambdaFunction[] = [];
  for (const definition of listFunctions(input.template)) functions.push(await makeFunction(definition, input));
  return functions;
}

async function makeFunction(definition: FunctionDefinition, input: Input): Promise<LambdaFunction> {
  const { shortName, arn, resource } = definition;
  const properties = readProperties(resource, functionSchema, input.references);
  const taskRoot = join(input.taskFolder, shortName);
  const files = await unpack(join(input.packageFolder, `${shortName}.zip`), taskRoot);
  const { moduleFile, exportName } = findHandler(properties.Handler, files, shortName);
  return makeLambdaFunction({
    name: shortName,
    onLog: input.onLog,
    maxConcurrency: Math.min(properties.ReservedConcurrentExecutions ?? Infinity, defaultMaxConcurrency),
    timeoutSeconds: properties.Timeout,
    identity: {
      functionName: properties.FunctionName,
      functionArn: arn,
      memorySizeMegabytes: properties.MemorySize,
      moduleUrl: pathToFileURL(join(taskRoot, moduleFile)).href,
      exportName,
    },
    environment: {
      ...readVariables(resource, input),
      ...runtimeVariables({ ...properties, taskRoot, endpoints: input.endpoints }),
      ...input.overrides,
    },
  });
}

/** Returns the names of the files. */
async function unpack(zip: string, folder: string): Promise<string[]> {
  const files = Object.entries(unzipSync(await readFile(zip))).filter(([name]) => !name.endsWith('/'));
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return files.map(([name]) => name);
}

/** `dist/x/index.handler` is the export `handler` of `dist/x/index` with whichever extension was packaged. */
function findHandler(handler: string, files: string[], functionName: string) {
  const dot = handler.lastIndexOf('.');
  const module = handler.slice(0, dot);
  const moduleFile = ['.js', '.mjs', '.cjs']
    .map((extension) => module + extension)
    .find((file) => files.includes(file));
  if (moduleFile === undefined) throw new Error(`${functionName}: the package holds no module ${module}`);
  return { moduleFile, exportName: handler.slice(dot + 1) };
}

/** What a function finds in `process.env`: the template's variables and those of Lambda's runtime. Nothing of ours. */
import * as z from 'zod';
import { localCredentials } from './clients.ts';
import type { Endpoints } from './emulators.ts';
import { type References, region, resolve } from './resolve.ts';
import type { Resource } from './template.ts';

/** Where services that have no local emulator are sent: nothing listens there, so none reaches AWS by mistake. */
const nowhere = 'http://127.0.0.1:9';

const variablesSchema = z.object({ Variables: z.record(z.string(), z.unknown()).default({}) });
const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.undefined()]);

/** Those of `overrides` are left out: what is overridden need not be resolvable here. */
export function readVariables(
  resource: Resource,
  { references, overrides }: { references: References; overrides: Record<string, string> },
): Record<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(variablesSchema.parse(resource.properties.Environment ?? {}).Variables)) {
    if (Object.hasOwn(overrides, name)) continue;
    try {
      const resolved = valueSchema.parse(resolve(value, references));
      if (resolved !== undefined) variables.set(name, String(resolved));
    } catch (cause) {
      throw new Error(`${resource.logicalId}, variable ${name}: ${String(cause)}`, { cause });
    }
  }
  return Object.fromEntries(variables);
}

type RuntimeInput = {
  FunctionName: string;
  Handler: string;
  Runtime: string;
  MemorySize: number;
  taskRoot: string;
  endpoints: Endpoints;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, and where to find the emulators. */
export function runtimeVariables(input: RuntimeInput): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = localCredentials();
  return {
    _HANDLER: input.Handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${input.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: input.FunctionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.MemorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${input.FunctionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: input.taskRoot,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL ?? nowhere,
    AWS_ENDPOINT_URL_DYNAMODB: input.endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: input.endpoints.s3,
    AWS_ENDPOINT_URL_SQS: input.endpoints.sqs,
  };
}

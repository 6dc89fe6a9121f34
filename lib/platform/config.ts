/** Everything a function is told by its environment, parsed once at its start. The only reader of `process.env` in `lib/`. */
import * as z from 'zod';
import { partsOf } from './parts-of.ts';

const present = z.string({ error: 'is missing' }).min(1, 'is empty');
const bytes = z.coerce.number({ error: 'must be a number of bytes' }).int().positive();
const listOrNone = z.string({ error: 'is missing' }).transform(partsOf);
/** JSON, read by `lib/summaries/policy.ts`; empty for the default policy. */
const policies = z.string().transform(undefinedIfEmpty).optional();
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

const common = {
  POWERTOOLS_SERVICE_NAME: present.optional(),
  POWERTOOLS_METRICS_NAMESPACE: present.optional(),
  LOG_LEVEL: present.optional(),
};

/**
 * What each function reads. A variable named here is given to it in `serverless.yml`, and no other, but for the secrets:
 * on AWS they are given by the name of an SSM parameter, where there is none by themselves.
 */
export const functionEnvironments = {
  'receive-callback': z.object({
    ...common,
    RAW_BUCKET: present,
    JOBS_TABLE: present,
    NUDGES_QUEUE_URL: url,
    MAX_CALLBACK_BYTES: bytes,
    CALLBACK_SECRETS: present.optional(),
    CALLBACK_SECRETS_PARAMETER: present.optional(),
  }),
  'process-job': z.object({
    ...common,
    RAW_BUCKET: present,
    JOBS_TABLE: present,
    FILES_TABLE: present,
    HUME_BASE_URL: url,
    MAX_RESULT_BYTES: bytes,
    MODERATION_POLICIES: policies,
    HUME_API_KEY: present.optional(),
    HUME_API_KEY_PARAMETER: present.optional(),
    HIVE_TASK_URL: z.string().transform(undefinedIfEmpty).optional(),
    HIVE_API_KEYS: present.optional(),
    HIVE_API_KEYS_PARAMETER: present.optional(),
  }),
  'sweep-jobs': z.object({ ...common, JOBS_TABLE: present, NUDGES_QUEUE_URL: url, LISTED_VENDORS: listOrNone }),
  'query-api': z.object({
    ...common,
    RAW_BUCKET: present,
    JOBS_TABLE: present,
    FILES_TABLE: present,
    LISTED_VENDORS: listOrNone,
    MODERATION_POLICIES: policies,
    CALLBACK_BASE_URL: url,
    CALLBACK_SECRETS: present.optional(),
    CALLBACK_SECRETS_PARAMETER: present.optional(),
    API_TOKENS: present.optional(),
    API_TOKENS_PARAMETER: present.optional(),
  }),
};

/** What the commands read that work on a deployment by themselves: `import`, `reindex`, `doctor`. */
export const operatorEnvironment = z.object({
  RAW_BUCKET: present,
  JOBS_TABLE: present,
  FILES_TABLE: present,
  MODERATION_POLICIES: policies,
});

/** Throws an error that names every variable that is missing or wrong, and never its value. */
export function readConfig<T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const { data, error } = schema.safeParse(environment);
  if (error === undefined) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`cannot start: ${problems.join('; ')}`);
}

/** Given, and empty: a variable whose feature is off, or as it is by default. */
function undefinedIfEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** An S3 endpoint of one's own seldom has a host name per bucket. */
export function usesOwnS3Endpoint(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.AWS_ENDPOINT_URL_S3 !== undefined || environment.AWS_ENDPOINT_URL !== undefined;
}

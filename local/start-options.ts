/** What `npm start` is told: arguments and environment. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { problemOfPolicies } from '../lib/summaries/policy.ts';
import { problemOfTaskUrl } from '../lib/vendors/hive/task-url.ts';
import type { HiveAccess, VendorAccess } from './local-verdex.ts';

export const DEFAULT_PORT = 8787;

export const START_USAGE = `Usage: npm start [-- --data DIR]

  --data DIR       keep everything in DIR; without it, in memory

  PORT             of the HTTP API (${DEFAULT_PORT})
  PUBLIC_URL       what vendors reach it by, when it is behind a tunnel
  HUME_BASE_URL, HUME_API_KEY    a Hume v0 batch API; without a URL it is simulated
  HIVE_BASE_URL, HIVE_API_KEY    a Hive API; without a URL it is simulated
  HIVE_TASK_URL    where that Hive is asked for a task whose callback did not come: a URL with {task_id} and, if it
                   answers by pages, {frame_offset} and {frame_limit}; without it Hive is not asked
  MODERATION_POLICIES    the moderation policies, as JSON, instead of those of serverless.yml`;

export type StartOptions = {
  port: number;
  publicUrl: string | undefined;
  dataDir: string | undefined;
  hume: VendorAccess | undefined;
  hive: HiveAccess | undefined;
  moderationPolicies: string | undefined;
};

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional();
const environmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a whole number from 0 to 65535')
    .default(DEFAULT_PORT),
  PUBLIC_URL: url,
  HUME_BASE_URL: url,
  HUME_API_KEY: z.string().optional(),
  HIVE_BASE_URL: url,
  HIVE_API_KEY: z.string().optional(),
  HIVE_TASK_URL: z
    .string()
    .refine((template) => problemOfTaskUrl(template) === undefined, {
      error: ({ input }) => problemOfTaskUrl(String(input)),
    })
    .optional(),
  MODERATION_POLICIES: z
    .string()
    .superRefine((text, context) => {
      const message = problemOfPolicies(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional(),
});

/** Throws an Error that names what is wrong, and never its value. An empty variable is as good as none. */
export function readStartOptions(argv: string[], environment: NodeJS.ProcessEnv): StartOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (positionals.length > 0) throw new Error('npm start takes options alone, after --: npm start -- --data DIR');
  if (values.data === '') throw new Error('--data: must name a folder');
  if (values.help === true) return 'help';
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(given);
  if (error !== undefined) throw new Error(error.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return {
    port: data.PORT,
    publicUrl: data.PUBLIC_URL,
    dataDir: values.data,
    hume: vendorAccess('HUME', data.HUME_BASE_URL, data.HUME_API_KEY),
    hive: hiveAccess(data.HIVE_TASK_URL, vendorAccess('HIVE', data.HIVE_BASE_URL, data.HIVE_API_KEY)),
    moderationPolicies: data.MODERATION_POLICIES,
  };
}

function vendorAccess(name: string, baseUrl: string | undefined, apiKey: string | undefined): VendorAccess | undefined {
  if (baseUrl === undefined) return undefined;
  if (apiKey === undefined) throw new Error(`${name}_API_KEY: is missing, and ${name}_BASE_URL is given`);
  return { baseUrl, apiKey };
}

/** The simulator is asked by its own URL, with its own key. */
function hiveAccess(taskUrl: string | undefined, access: VendorAccess | undefined): HiveAccess | undefined {
  if (taskUrl !== undefined && access === undefined) {
    throw new Error('HIVE_BASE_URL: is missing, and HIVE_TASK_URL is given');
  }
  return access && { ...access, taskUrl };
}

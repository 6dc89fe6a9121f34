/** A whole Verdex on this machine: the embedded stack, its secrets, and a vendor behind each base URL. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { callbackUrl, mintCapability } from '../lib/callbacks/capability.ts';
import { urlBelow } from '../lib/platform/url-below.ts';
import { lockFolder, orUnusable } from './data-folder.ts';
import type { OnLog } from './lambda.ts';
import { type HiveSimulator, type HiveSimulatorOptions, startHiveSimulator } from './simulators/hive.ts';
import { type HumeSimulator, type HumeSimulatorOptions, startHumeSimulator } from './simulators/hume.ts';
import { type Stack, startStack } from './stack.ts';

export type VendorAccess = { baseUrl: string; apiKey: string };
/** `taskUrl`: where a task is asked for by its id, as `HIVE_TASK_URL` says it; without it none is. */
export type HiveAccess = VendorAccess & { taskUrl?: string | undefined };

export type LocalVerdexOptions = {
  /** Another template than the packaged one; the functions' zips lie beside it. */
  templatePath?: string | undefined;
  /** Of the HTTP API; 0, the default, takes a free one. */
  port?: number | undefined;
  /** Where everything is kept, secrets included; in memory without it. */
  dataDir?: string | undefined;
  /** What the callback URLs that the API hands out begin with, where vendors reach this machine by another name. */
  publicUrl?: string | undefined;
  /** A vendor to use instead of the simulator. */
  hume?: VendorAccess | undefined;
  hive?: HiveAccess | undefined;
  /** JSON, instead of the template's. */
  moderationPolicies?: string | undefined;
  /** How the simulators behave, where no vendor is given. */
  simulators?: { hume?: HumeSimulatorOptions; hive?: HiveSimulatorOptions } | undefined;
  onLog?: OnLog | undefined;
};

export type LocalVerdex = {
  stack: Stack;
  /** Opens the query API. */
  token: string;
  hume: VendorAccess & { simulator: HumeSimulator | undefined };
  hive: VendorAccess & { simulator: HiveSimulator | undefined };
  /** A URL to submit with a job, good for that vendor alone. */
  callbackUrl(vendor: string, ref?: string, baseUrl?: string): string;
  /** Asks the query API; `path` with its query string. Does not follow redirects. */
  query(path: string): Promise<Response>;
  /** Tells Verdex of a job before its callback does: past `expectBy` the vendor is asked for it. */
  announce(announcement: { vendor: string; jobId: string; ref?: string; expectBy?: string }): Promise<Response>;
  stop(): Promise<void>;
};

/** If it fails half-way, what was started is stopped again. */
export async function startLocalVerdex(options: LocalVerdexOptions = {}): Promise<LocalVerdex> {
  await using started = new AsyncDisposableStack();
  const own = readOwn(options.dataDir);
  const hume = await vendorAccess(options.hume, () => startHume(options.simulators?.hume), started);
  const hive = await vendorAccess(options.hive, () => startHive(options.simulators?.hive), started);
  const stack = await startStack({
    templatePath: options.templatePath,
    port: options.port,
    dataDir: options.dataDir,
    stackName: own.stackName,
    onLog: options.onLog,
    environment: {
      CALLBACK_SECRETS: own.callbackSecret,
      API_TOKENS: own.apiToken,
      ...(options.publicUrl !== undefined && { CALLBACK_BASE_URL: options.publicUrl }),
      ...(options.moderationPolicies !== undefined && { MODERATION_POLICIES: options.moderationPolicies }),
      HUME_BASE_URL: hume.baseUrl,
      HUME_API_KEY: hume.apiKey,
      ...(hive.simulator === undefined ? hiveAsked(options.hive) : simulatedHiveAsked(hive.simulator)),
    },
  });
  started.defer(() => stack.stop());

  const owned = started.move();
  let stopped: Promise<void> | undefined;
  return {
    stack,
    token: own.apiToken,
    hume,
    hive,
    callbackUrl: (vendor, ref, baseUrl = stack.url) =>
      callbackUrl(baseUrl, vendor, mintCapability(own.callbackSecret, { vendor, ...(ref !== undefined && { ref }) })),
    query: (path) =>
      fetch(`${stack.url}${path}`, { headers: { authorization: `Bearer ${own.apiToken}` }, redirect: 'manual' }),
    announce: (announcement) =>
      fetch(`${stack.url}/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${own.apiToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(announcement),
      }),
    stop() {
      stopped ??= owned.disposeAsync();
      return stopped;
    },
  };
}

type Simulated<T> = VendorAccess & { simulator: T };

async function startHume(options: HumeSimulatorOptions | undefined): Promise<Simulated<HumeSimulator>> {
  const simulator = await startHumeSimulator(options);
  return { baseUrl: simulator.url, apiKey: simulator.apiKey, simulator };
}

async function startHive(options: HiveSimulatorOptions | undefined): Promise<Simulated<HiveSimulator>> {
  const simulator = await startHiveSimulator(options);
  return { baseUrl: simulator.url, apiKey: Object.keys(simulator.projects)[0] ?? '', simulator };
}

/** Hive's tasks can be asked for by id only where one says how. */
function hiveAsked({ taskUrl, apiKey }: Partial<HiveAccess> = {}): Record<string, string> {
  if (taskUrl === undefined || apiKey === undefined) return {};
  return { HIVE_TASK_URL: taskUrl, HIVE_API_KEYS: apiKey };
}

/** The simulator's can. */
function simulatedHiveAsked({ url, projects }: HiveSimulator): Record<string, string> {
  const query = 'task_id={task_id}&frame_offset={frame_offset}&frame_limit={frame_limit}';
  return {
    HIVE_TASK_URL: urlBelow(url, `/api/v2/task?${query}`),
    HIVE_API_KEYS: Object.keys(projects).join(','),
  };
}

async function vendorAccess<T extends { stop(): Promise<void> }>(
  given: VendorAccess | undefined,
  simulate: () => Promise<Simulated<T>>,
  started: AsyncDisposableStack,
): Promise<VendorAccess & { simulator: T | undefined }> {
  if (given !== undefined) return { ...given, simulator: undefined };
  const simulated = await simulate();
  started.defer(() => simulated.simulator.stop());
  return simulated;
}

const ownSchema = z.object({
  /** Begins the names of tables, bucket and queues: no two stacks meet, even at the same endpoints. */
  stackName: z.string().regex(/^verdex-[0-9a-f]{8}$/),
  callbackSecret: z.string().min(1),
  apiToken: z.string().min(1),
});

/** Kept with the data, so that a restart finds its tables, and callback URLs handed out before it are good after it. */
function readOwn(dataDir: string | undefined): z.infer<typeof ownSchema> {
  const fresh = {
    stackName: `verdex-${randomBytes(4).toString('hex')}`,
    callbackSecret: randomBytes(32).toString('base64url'),
    apiToken: randomBytes(16).toString('hex'),
  };
  if (dataDir === undefined) return fresh;
  const release = lockFolder(dataDir);
  try {
    return orUnusable(dataDir, 'cannot be used: its verdex.json is not readable', () => keepOwn(dataDir, fresh));
  } finally {
    release();
  }
}

function keepOwn(dataDir: string, fresh: z.infer<typeof ownSchema>): z.infer<typeof ownSchema> {
  const path = join(dataDir, 'verdex.json');
  if (existsSync(path)) return ownSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  writeFileSync(`${path}.new`, JSON.stringify(fresh), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return fresh;
}

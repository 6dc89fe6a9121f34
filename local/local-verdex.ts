/** A whole Verdex on this machine: the embedded stack, its secrets, and a vendor behind each base URL. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { callbackUrl, mintCapability } from '../lib/callbacks/capability.ts';
import { lockFolder, orUnusable } from './data-folder.ts';
import type { OnLog } from './lambda.ts';
import { type HiveSimulator, startHiveSimulator } from './simulators/hive.ts';
import { type HumeSimulator, startHumeSimulator } from './simulators/hume.ts';
import { type Stack, startStack } from './stack.ts';

export type VendorAccess = { baseUrl: string; apiKey: string };

export type LocalVerdexOptions = {
  /** Of the HTTP API; 0, the default, takes a free one. */
  port?: number | undefined;
  /** Where everything is kept, secrets included; in memory without it. */
  dataDir?: string | undefined;
  /** A vendor to use instead of the simulator. */
  hume?: VendorAccess | undefined;
  hive?: VendorAccess | undefined;
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
  stop(): Promise<void>;
};

/** If it fails half-way, what was started is stopped again. */
export async function startLocalVerdex(options: LocalVerdexOptions = {}): Promise<LocalVerdex> {
  await using started = new AsyncDisposableStack();
  const own = readOwn(options.dataDir);
  const hume = await vendorAccess(options.hume, startHume, started);
  const hive = await vendorAccess(options.hive, startHive, started);
  const stack = await startStack({
    port: options.port,
    dataDir: options.dataDir,
    stackName: own.stackName,
    onLog: options.onLog,
    environment: {
      CALLBACK_SECRETS: own.callbackSecret,
      API_TOKENS: own.apiToken,
      HUME_BASE_URL: hume.baseUrl,
      HUME_API_KEY: hume.apiKey,
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
    stop() {
      stopped ??= owned.disposeAsync();
      return stopped;
    },
  };
}

type Simulated<T> = VendorAccess & { simulator: T };

async function startHume(): Promise<Simulated<HumeSimulator>> {
  const simulator = await startHumeSimulator();
  return { baseUrl: simulator.url, apiKey: simulator.apiKey, simulator };
}

async function startHive(): Promise<Simulated<HiveSimulator>> {
  const simulator = await startHiveSimulator();
  return { baseUrl: simulator.url, apiKey: Object.keys(simulator.projects)[0] ?? '', simulator };
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

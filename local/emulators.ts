/**
 * DynamoDB by dynalite, S3 and SQS by fauxqs, all in this process and on 127.0.0.1. Each standard `AWS_ENDPOINT_URL_*`
 * variable that is set replaces its emulator.
 */
import type { AddressInfo, Server as NetServer } from 'node:net';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { lockFolder } from './data-folder.ts';
import { accountId } from './resolve.ts';

export type Endpoints = { dynamodb: string; s3: string; sqs: string };

export type Emulators = {
  endpoints: Endpoints;
  /** True when a service is not ours: what is created there outlives this process. */
  isReplaced: boolean;
  stop(): Promise<void>;
};

type Emulator = { url: string; stop(): Promise<void> };

const host = '127.0.0.1';

/** Starts what is needed, on free ports. With `dataDir` tables, objects, queues and messages survive a restart. */
export async function startEmulators({ dataDir }: { dataDir?: string | undefined } = {}): Promise<Emulators> {
  const replaced = {
    dynamodb: process.env.AWS_ENDPOINT_URL_DYNAMODB,
    s3: process.env.AWS_ENDPOINT_URL_S3,
    sqs: process.env.AWS_ENDPOINT_URL_SQS,
  };
  await using started = new AsyncDisposableStack();
  if (dataDir !== undefined) started.defer(lockFolder(dataDir));
  const start = async (begin: () => Promise<Emulator>) => started.adopt(await begin(), (emulator) => emulator.stop());

  const dynamodb = replaced.dynamodb ?? (await start(() => startDynalite(dataDir))).url;
  const fauxqs = replaced.s3 && replaced.sqs ? undefined : await start(() => startFauxqs(dataDir));
  const endpoints = {
    dynamodb,
    s3: replaced.s3 ?? fauxqs?.url ?? '',
    sqs: replaced.sqs ?? fauxqs?.url ?? '',
  };
  const owned = started.move();
  return {
    endpoints,
    isReplaced: Object.values(replaced).some((endpoint) => endpoint !== undefined),
    stop: () => owned.disposeAsync(),
  };
}

async function startDynalite(dataDir: string | undefined): Promise<Emulator> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(dataDir === undefined ? {} : { path: join(dataDir, 'dynamodb') }),
  });
  surviveAbortedRequests(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  const stop = async () => {
    const closed = new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
    // Idle keep-alive connections would hold the server for seconds.
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://${host}:${portOf(server)}`, stop };
}

/** dynalite throws in a request's error listener: a function killed in mid-request would end this whole process. */
function surviveAbortedRequests(server: ReturnType<typeof dynalite>): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    for (const handle of handlers) handle(request, response);
    request.removeAllListeners('error').on('error', () => {});
  });
}

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

async function startFauxqs(dataDir: string | undefined): Promise<Emulator> {
  const { stores, close } = await makeStores(dataDir);
  const app = buildApp({ logger: false, stores });
  // As in startFauxqs: after buildApp's own hook, which ends the long polls that still write.
  app.addHook('preClose', (done) => {
    close();
    done();
  });
  await app.listen({ host, port: 0 });
  const url = `http://${host}:${portOf(app.server)}`;
  // Persisted queues remember the port of the run that made them.
  for (const queue of stores.sqsStore.allQueues()) {
    Object.assign(queue, { url: `${url}/${accountId}/${queue.name}` });
  }
  return {
    url,
    stop: async () => {
      await app.close();
    },
  };
}

/**
 * What fauxqs' own `startFauxqs` does before it listens. That function binds 0.0.0.0, and the package exports neither the
 * stores nor the persistence, so they are imported from where its entry lies; the version is pinned.
 */
async function makeStores(dataDir: string | undefined): Promise<{ stores: Stores; close: () => void }> {
  const load = (file: string) => import(new URL(file, import.meta.resolve('fauxqs')).href);
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }, { FileS3Persistence }] = await Promise.all([
    load('./sqs/sqsStore.js'),
    load('./sns/snsStore.js'),
    load('./s3/s3Store.js'),
    load('./persistence.js'),
    load('./s3/fileS3Persistence.js'),
  ]);
  const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  // Empty: queue URLs carry the address that was asked. The default is a name that not every resolver knows.
  stores.sqsStore.host = '';
  if (dataDir === undefined) return { stores, close: () => {} };

  const queues = new PersistenceManager(join(dataDir, 'sqs'));
  const objects = new FileS3Persistence(join(dataDir, 's3'));
  queues.loadSqsAndSns(stores.sqsStore, stores.snsStore);
  objects.loadS3(stores.s3Store);
  stores.sqsStore.persistence = queues;
  stores.snsStore.persistence = queues;
  stores.s3Store.persistence = objects;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = queues;
  return {
    stores,
    close: () => {
      queues.close();
      objects.close();
    },
  };
}

function portOf(server: NetServer): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

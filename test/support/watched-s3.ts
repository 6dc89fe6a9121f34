/** A client of S3 whose requests are counted, and can be held or refused before they are sent. */
import type { S3Client } from '@aws-sdk/client-s3';
import { onTestFinished, vi } from 'vitest';
import { makeS3Client } from '../../lib/platform/aws-clients.ts';

export type WatchedS3 = {
  client: S3Client;
  /** The operations in their order, each try of one: `UploadPart begins`, `UploadPart ends`. */
  events: string[];
  /** What was asked, by operation. */
  inputs: Map<string, Record<string, unknown>[]>;
  /** Headers of the requests, by operation. */
  headers: Map<string, Record<string, string>[]>;
};

/** What S3 answers when it is busy. */
export function busy(): Error {
  return Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown', $metadata: {} });
}

/** The SDK tries nothing again. `before` may wait, and throw in S3's place. */
export function makeWatchedS3(before: (operation: string) => Promise<void> = async () => {}): WatchedS3 {
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  const client = makeS3Client();
  onTestFinished(() => client.destroy());
  const watched: WatchedS3 = { client, events: [], inputs: new Map(), headers: new Map() };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (given) => {
        const operation = String(commandName).replace(/Command$/, '');
        watched.events.push(`${operation} begins`);
        add(watched.inputs, operation, { ...given.input });
        add(watched.headers, operation, { ...(given.request as { headers: Record<string, string> }).headers });
        try {
          await before(operation);
          return await next(given);
        } finally {
          watched.events.push(`${operation} ends`);
        }
      },
    { step: 'deserialize', priority: 'high' },
  );
  return watched;
}

function add<T>(all: Map<string, T[]>, operation: string, one: T): void {
  all.set(operation, [...(all.get(operation) ?? []), one]);
}

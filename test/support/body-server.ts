/** A server on this machine that sends the pieces a test gives, and tells who went away before the last of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';

export type BodyServer = { url: string; givenUp: number };

/** Each request is answered by what `pieces` gives anew; where they throw, the connection is cut. */
export async function startBodyServer(pieces: () => AsyncIterable<string | Uint8Array>): Promise<BodyServer> {
  const server = createServer((_, response) => {
    response.on('close', () => {
      if (!response.writableFinished) state.givenUp += 1;
    });
    response.flushHeaders();
    pipeline(Readable.from(pieces()), response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const state: BodyServer = { url: `http://127.0.0.1:${port}/`, givenUp: 0 };
  return state;
}

/** Nothing more, for as long as the test lasts. */
export function silence(): Promise<never> {
  return new Promise(() => {});
}

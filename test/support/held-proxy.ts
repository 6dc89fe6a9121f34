/** Stands before a server, and holds requests until it is told to let them through. */
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type HeldProxy = {
  url: string;
  /** Until one has come that is held. */
  firstRequest: Promise<void>;
  /** All that are held, and all that come from now on. */
  release(): void;
};

/** What a command asks of S3 before its work. */
const BEFORE_WORK = /\/is-the-bucket-there\b/;

export async function startHeldProxy(target: string): Promise<HeldProxy> {
  const open = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const server = createServer(async (incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    if (!BEFORE_WORK.test(url)) {
      first.resolve();
      await open.promise;
    }
    const passed = ask(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, firstRequest: first.promise, release: () => open.resolve() };
}

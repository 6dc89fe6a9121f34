/** Stands before a server, and holds every request until it is told to let them through. */
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type HeldProxy = {
  url: string;
  /** Until one has come. */
  firstRequest: Promise<void>;
  /** All that came, and all that come from now on. */
  release(): void;
};

export async function startHeldProxy(target: string): Promise<HeldProxy> {
  const open = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const server = createServer(async (incoming, outgoing) => {
    first.resolve();
    await open.promise;
    const { method, headers, url = '' } = incoming;
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

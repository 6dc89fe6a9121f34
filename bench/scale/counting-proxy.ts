/** Stands before an emulator and sees every request of the functions, retries included, as AWS would bill it. */

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';

export type Exchange = {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Sends it on, with another body where one is given. */
  forward(body?: Buffer): Promise<Answer>;
};
export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** `handle` must forward, and returns what is answered. */
export async function startCountingProxy(target: string, handle: (exchange: Exchange) => Promise<Answer>) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const body = await bytesOf(incoming);
      const { method = 'GET', headers } = incoming;
      const forward = (changed = body) => send(target, incoming.url ?? '/', method, headers, changed);
      const url = new URL(incoming.url ?? '/', target);
      const answer = await handle({ method, url, headers, body, forward });
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      outgoing.destroy(error instanceof Error ? error : undefined);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The `host` stays what it was: SQS answers URLs that carry it. */
async function send(target: string, path: string, method: string, headers: IncomingHttpHeaders, body: Buffer) {
  const { 'transfer-encoding': _, 'content-length': length, ...kept } = headers;
  const hasBody = body.length > 0 || length !== undefined;
  const outgoing = request(new URL(path, target), {
    method,
    headers: { ...kept, ...(hasBody && { 'content-length': String(body.length) }) },
  });
  outgoing.end(body);
  const [incoming] = await once(outgoing, 'response');
  const { 'transfer-encoding': chunked, connection, ...answered } = incoming.headers;
  return { status: Number(incoming.statusCode), headers: answered, body: await bytesOf(incoming) };
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The other end of a simulator's wire, for tests: a callback receiver that keeps every body it is sent, and answers what it is told to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export type Received = { path: string; contentType: string | undefined; body: Buffer };

export async function startReceiver(status = 202) {
  const received: Received[] = [];
  /** The bytes that came of each body that broke off. */
  const cut: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      cut.push(Buffer.concat(chunks).byteLength);
      return;
    }
    received.push({
      path: request.url ?? '',
      contentType: request.headers['content-type'],
      body: Buffer.concat(chunks),
    });
    response.statusCode = status;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    received,
    cut,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Takes no callback: cuts every connection without an answer. A port nobody listens on cannot be relied on. */
export async function startDeadEnd() {
  const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Untyped, as tests look into it freely. */
export async function readJson(response: Response) {
  return JSON.parse(await response.text());
}

/**
 * AWS as a first request needs it: every table is empty, every write is taken. Nothing is kept and hardly anything
 * computed, so that what is measured is the function's own time. In the benchmark's process: the measured one has its own.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';

const messagesSchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });
const parametersSchema = z.object({ Names: z.array(z.string()) });

/** `secret` is the value of every parameter. */
export async function startAnsweringServer(secret: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => void answer(request, response, secret));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, secret: string): Promise<void> {
  const body = await buffer(request);
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target === '') response.writeHead(200, { etag: '"0"', 'x-amz-version-id': '1' }).end();
  else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(answerTo(target, body, secret));
}

function answerTo(target: string, body: Buffer, secret: string): string {
  const [, operation] = target.split('.');
  if (operation === 'SendMessageBatch') {
    const { Entries } = messagesSchema.parse(JSON.parse(body.toString()));
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      // The client compares it with what it sent.
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    }));
    return JSON.stringify({ Successful });
  }
  if (operation === 'GetParameters') {
    const { Names } = parametersSchema.parse(JSON.parse(body.toString()));
    return JSON.stringify({ Parameters: Names.map((Name) => ({ Name, Value: secret })) });
  }
  return operation === 'Query' ? '{"Items":[],"Count":0}' : '{}';
}

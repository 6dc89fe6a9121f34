/** A Hume API that answers exactly what a test says, in order; the last answer is repeated. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  body: string | (() => AsyncIterable<Uint8Array>);
  /** Close the connection after this many bytes of the body. */
  cutAfterBytes?: number;
};

export type HumeDouble = {
  baseUrl: string;
  apiKey: string;
  /** Paths asked for, in order. */
  requests: string[];
  answerJob(...answers: Answer[]): void;
  answerPredictions(...answers: Answer[]): void;
  stop(): Promise<void>;
};

export async function startHumeDouble(): Promise<HumeDouble> {
  const scripts: Record<'job' | 'predictions', Answer[]> = { job: [], predictions: [] };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    // Its own list of jobs is empty, and not what these tests are about.
    if (request.url?.startsWith('/v0/batch/jobs?')) {
      void send(response, { body: '[]' });
      return;
    }
    requests.push(request.url ?? '');
    const script = scripts[request.url?.endsWith('/predictions') ? 'predictions' : 'job'];
    const answer = script.length > 1 ? script.shift() : script[0];
    send(response, answer ?? { status: 404, body: '{"message":"job not found"}' }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: 'key-of-the-double',
    requests,
    answerJob: (...answers) => {
      scripts.job = answers;
    },
    answerPredictions: (...answers) => {
      scripts.predictions = answers;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(response: ServerResponse, { status = 200, headers = {}, body, cutAfterBytes }: Answer) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : undefined;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(bytes && { 'content-length': String(bytes.length) }),
    ...headers,
  });
  if (bytes !== undefined && cutAfterBytes !== undefined) {
    response.write(bytes.subarray(0, cutAfterBytes), () => response.destroy());
    return;
  }
  if (bytes !== undefined) response.end(bytes);
  else if (typeof body === 'function') await pipeline(Readable.from(body()), response);
}

/** "Get job details" in a state, of whichever job is asked about. */
export function jobInState(status: string, more: Record<string, unknown> = {}): Answer {
  return { body: JSON.stringify({ type: 'INFERENCE', request: {}, state: { status, ...more } }) };
}

/** The small HTTP server both simulators stand on, bound to 127.0.0.1. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { sendBody } from './send-body.ts';

export type HttpRequest = {
  method: string;
  url: URL;
  headers: Headers;
  /** Throws Refusal 413 beyond the server's bound. */
  readBody(): Promise<Uint8Array<ArrayBuffer>>;
};

export type HttpAnswer = { status: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { jsonBytes: AsyncIterable<Uint8Array> }
);

export type HttpServer = {
  /** Scheme, host and port, without a slash at the end. */
  url: string;
  /** Closes every connection, also those in use. */
  stop(): Promise<void>;
};

/** An answer instead of a result: thrown by whatever finds the fault, sent as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly json: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, json: unknown, headers: Record<string, string> = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.json = json;
    this.headers = headers;
  }
}

/** Port 0 takes a free one. What `handle` throws besides Refusal is answered 500 with its message. */
export async function startHttpServer(options: {
  port: number;
  maxBodyBytes: number;
  handle: (request: HttpRequest) => Promise<HttpAnswer>;
}): Promise<HttpServer> {
  const server = createServer((incoming, response) => {
    void answer(incoming, response, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes, handle }: { maxBodyBytes: number; handle: (request: HttpRequest) => Promise<HttpAnswer> },
): Promise<void> {
  const result = await handle({
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://127.0.0.1'),
    headers: headersOf(incoming),
    readBody: () => readBody(incoming, maxBodyBytes),
  }).catch(asAnswer);
  response.statusCode = result.status;
  response.setHeader('content-type', 'application/json');
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, value);
  // A body nobody read would otherwise be taken for the connection's next request.
  if (!incoming.complete) response.setHeader('connection', 'close');
  if ('json' in result) {
    response.end(JSON.stringify(result.json));
    return;
  }
  // A body that fails cuts the connection. A client that goes away is its own matter, as it would be to the vendor.
  await sendBody(result.jsonBytes, response).catch(() => undefined);
}

function asAnswer(error: unknown): HttpAnswer {
  if (error instanceof Refusal) return { status: error.status, headers: error.headers, json: error.json };
  return { status: 500, json: { message: error instanceof Error ? error.message : String(error) } };
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

async function readBody(incoming: IncomingMessage, maxBodyBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) throw new Refusal(413, { message: 'Request body too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The fields of a multipart or urlencoded body; undefined when the content type is neither or the body is not it. */
export async function readForm(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData | undefined> {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(contentType)) return undefined;
  return await new Response(body, { headers: { 'content-type': contentType } }).formData().catch(() => undefined);
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

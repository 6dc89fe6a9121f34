/** An HTTP server that answers as a deployment's API might, or as something else does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

export type ApiAnswer = { status?: number; body?: string | object; headers?: Record<string, string> };
export type ApiRequest = { method: string; path: string; headers: Record<string, unknown>; body: string };

/** Without an answer it takes requests and stays silent. Ends with the test. */
export async function startFakeApi(answer?: ApiAnswer) {
  const requests: ApiRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    if (answer === undefined) return;
    const { status = 200, body: answered = '', headers = {} } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, requests };
}

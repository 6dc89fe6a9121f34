/** A server that every client of AWS asks instead of AWS, until the test is finished. */
import type { AddressInfo, Server } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** Each request is tried once, unless the test says otherwise. */
export function stubAwsEnvironment(): void {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

export async function standInForAws(server: Server): Promise<void> {
  const connections = new Set<{ destroy(): void }>();
  server.on('connection', (connection) => connections.add(connection));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const connection of connections) connection.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
}

/**
 * One start of one bundle, in a process of its own: `node one-start.mjs <bundle> <event>` prints how long it took. Plain
 * JavaScript, so that nothing is loaded before the bundle, not even what strips types.
 */
import { pathToFileURL } from 'node:url';

// Of a bundle, whose lines are long, an error is its message.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

const [bundle, event] = process.argv.slice(2);
const context = { awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 60_000 };
const startedAt = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const importedAt = performance.now();
const answer = await handler(JSON.parse(event), context);
const answeredAt = performance.now();
const measured = { importMs: importedAt - startedAt, requestMs: answeredAt - importedAt, answer: answer ?? null };
// The function logs to standard output: this is the line after it.
process.stdout.write(`${JSON.stringify(measured)}\n`);
// Connections are kept open for the next request, which does not come.
process.exit();

/** A vendor that has one result ready, for every job id, and sends it as fast as it is taken; in a process of its own. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { endWithParent } from '../../local/end-with-parent.ts';
import type { Segmented } from '../summarise/segments.ts';
import type { VendorReady } from './messages.ts';

const CHUNK_BYTES = 64 * 1024;

endWithParent();
let input: Segmented | undefined;
let kept = Buffer.alloc(0);

const server = createServer((request, response) => {
  if (input === undefined) throw new Error('asked before it was told what to answer');
  response.setHeader('content-type', 'application/json');
  if (request.url?.endsWith('/predictions') === true) {
    Readable.from(chunksOf(input), { objectMode: false, highWaterMark: CHUNK_BYTES }).pipe(response);
    return;
  }
  const jobId = request.url?.split('/').at(-1);
  response.end(JSON.stringify({ type: 'INFERENCE', job_id: jobId, request: {}, state: { status: 'COMPLETED' } }));
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const ready: VendorReady = { url: `http://127.0.0.1:${address.port}` };
  process.send?.(ready);
});

process.on('message', (next: Segmented) => {
  input = next;
  kept = readFileSync(next.path);
  process.send?.('ready');
});

/** Parts of what is in memory: nothing is copied but by the socket. */
function* chunksOf({ segments }: Segmented): Generator<Buffer> {
  for (const { begin, end, times } of segments) {
    for (let time = 0; time < times; time += 1) {
      for (let at = begin; at < end; at += CHUNK_BYTES) yield kept.subarray(at, Math.min(end, at + CHUNK_BYTES));
    }
  }
}

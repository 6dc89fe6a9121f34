/** S3's requests by what they cost, and the bytes that they leave there. */
import type { Answer, Exchange } from './counting-proxy.ts';
import type { Usage } from './usage.ts';

export function makeCountS3(usage: () => Usage) {
  return async ({ method, url, headers, body, forward }: Exchange): Promise<Answer> => {
    const answer = await forward();
    const { counts } = usage();
    // Deleting, and giving up an upload, is free.
    if (method === 'PUT' || method === 'POST' || url.searchParams.has('list-type')) counts.puts += 1;
    else if (method === 'GET' || method === 'HEAD') counts.gets += 1;
    // Bytes come framed where a checksum trails them; a POST begins or completes an upload.
    const bytes = Number(headers['x-amz-decoded-content-length'] ?? body.length);
    if (method === 'PUT' && answer.status === 200) counts.s3Bytes += bytes;
    return answer;
  };
}

/** A vendor's callback of a given size, as API Gateway hands it to the receiver. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { mintCapability } from '../../lib/callbacks/capability.ts';
import { EXPRESSION_EMOTIONS } from '../../lib/vendors/hume/emotion-names.ts';
import { makeRandom } from '../../local/simulators/random.ts';

export const SECRET = 'bench';
/** `text`: a body that says it is JSON; `base64`: any other, as API Gateway gives what it takes for binary. */
export const ENCODINGS = ['text', 'base64'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Hume's: the job, then predictions until it has about so many bytes, at most a prediction more than asked for. */
export function makeCallbackBody(bytes: number): string {
  const random = makeRandom('receive', bytes);
  const head = `{"job_id":"${random.uuid()}","status":"COMPLETED","predictions":[`;
  const predictions: string[] = [];
  let length = head.length + 2;
  // A whole prediction has 2.6 KB: a small body has one with fewer emotions.
  const emotionsEach = Math.min(EXPRESSION_EMOTIONS.length, Math.ceil(bytes / 120));
  while (length < bytes) {
    const emotions = EXPRESSION_EMOTIONS.slice(0, emotionsEach).map((name) => ({ name, score: random.next() }));
    const prediction = JSON.stringify({
      frame: predictions.length,
      time: predictions.length / 3,
      prob: 0.99,
      emotions,
    });
    predictions.push(prediction);
    length += prediction.length + 1;
  }
  return `${head}${predictions.join(',')}]}`;
}

export function makeCallbackEvent(body: string, encoding: Encoding): APIGatewayProxyEventV2 {
  const path = '/callbacks/hume';
  const capability = mintCapability(SECRET, { vendor: 'hume' });
  return {
    version: '2.0',
    routeKey: 'ANY /callbacks/{vendor}/{capability}',
    rawPath: `${path}/${capability}`,
    rawQueryString: '',
    headers: { 'content-type': encoding === 'text' ? 'application/json' : 'application/octet-stream' },
    pathParameters: { vendor: 'hume', capability },
    body: encoding === 'text' ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: encoding === 'base64',
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: '0',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

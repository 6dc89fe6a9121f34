/** AWS clients. Endpoints other than AWS's own come from the standard `AWS_ENDPOINT_URL_*` variables. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { usesOwnS3Endpoint } from './config.ts';

/**
 * Until a connection is there: Linux asks a second time after one second, and a third time after three. It is what the SDK
 * itself takes in its mode `standard`; without one it takes none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html
 */
const CONNECT_MS = 3_100;

/**
 * Requests that have a connection at the same time. A worker has 128 files in hand, and their rows in batches beside them; the
 * SDK gives 50 a connection, and one that waits for another's is given up like one that finds no server.
 */
const MAX_SOCKETS = 256;

/**
 * How long a connection may be silent, nothing sent and nothing come. Then the SDK makes the request again, on another; or, if
 * the answer had begun, its body ends with an error. By itself the SDK waits without an end. What moves may take longer, but
 * the last megabytes of an upload move unseen: they lie with the kernel, and are to arrive within this.
 */
export const SILENCE_MS = {
  /** An answer that is read in one go, and comes in milliseconds. A second try fits into the receiver's ten seconds. */
  answer: 4_000,
  /**
   * A reader that pauses, while DynamoDB takes no rows, makes its connection silent too. So it is longer than a worker lives,
   * which is 300 s (`timeout` in serverless.yml): it ends only what waits outside of Lambda.
   */
  stream: 360_000,
};

export type Patience = { silenceMs?: number };

export function makeDynamodbClient(patience?: Patience): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ requestHandler: patient(patience) });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Patient enough for streams; whoever has none, and little time, says so. */
export function makeS3Client({ silenceMs = SILENCE_MS.stream }: Patience = {}): S3Client {
  return new S3Client({ forcePathStyle: usesOwnS3Endpoint(), requestHandler: patient({ silenceMs }) });
}

export function makeSqsClient(patience?: Patience): SQSClient {
  return new SQSClient({ requestHandler: patient(patience) });
}

export function makeSsmClient(patience?: Patience): SSMClient {
  return new SSMClient({ requestHandler: patient(patience) });
}

/** Not the SDK's `requestTimeout`, which counts all of an upload, and by itself only warns. */
function patient({ silenceMs = SILENCE_MS.answer }: Patience = {}) {
  const agent = { maxSockets: MAX_SOCKETS };
  return { connectionTimeout: CONNECT_MS, socketTimeout: silenceMs, httpAgent: agent, httpsAgent: agent };
}

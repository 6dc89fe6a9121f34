/** For each function what it is told by its environment, the first event it is given, and the answer that it should give. */
import { mintCapability } from '../../lib/callbacks/capability.ts';

/** The value of every parameter of SSM, where the functions read their secrets as they do on AWS. */
export const SECRET = 'coldstart-secret';

export type FirstRequest = {
  environment: Record<string, string>;
  event: unknown;
  isAnswer: (answer: unknown) => boolean;
};

const tables = { JOBS_TABLE: 'jobs', FILES_TABLE: 'files', RAW_BUCKET: 'raw' };
const parameters = {
  CALLBACK_SECRETS_PARAMETER: '/verdex/callback-secrets',
  API_TOKENS_PARAMETER: '/verdex/api-tokens',
  HUME_API_KEY_PARAMETER: '/verdex/hume-api-key',
  HIVE_API_KEYS_PARAMETER: '/verdex/hive-api-keys',
};
const jobId = '00000000-0000-4000-8000-000000000000';

/** The endpoints are those of the server that answers; nothing else of this process's environment reaches a function. */
export function firstRequests(serverUrl: string): Record<string, FirstRequest> {
  const common = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ENDPOINT_URL: serverUrl,
    POWERTOOLS_SERVICE_NAME: 'verdex',
    POWERTOOLS_METRICS_NAMESPACE: 'verdex',
    LOG_LEVEL: 'INFO',
    ...tables,
    ...parameters,
  };
  const queue = { NUDGES_QUEUE_URL: `${serverUrl}/000000000000/nudges` };
  const capability = mintCapability(SECRET, { vendor: 'hume' });
  return {
    'receive-callback': {
      environment: { ...common, ...queue, MAX_CALLBACK_BYTES: '5242880' },
      event: {
        requestContext: { http: { method: 'POST' } },
        pathParameters: { vendor: 'hume', capability },
        body: JSON.stringify({ job_id: jobId, status: 'COMPLETED', predictions: [] }),
        isBase64Encoded: false,
      },
      isAnswer: hasStatus(202),
    },
    'process-job': {
      environment: { ...common, HUME_BASE_URL: serverUrl, MAX_RESULT_BYTES: '5368709120', MODERATION_POLICIES: '' },
      // A job of which nothing is known: the worker reads the ledger, and is done.
      event: {
        Records: [
          {
            messageId: jobId,
            body: JSON.stringify({ vendor: 'hume', jobId }),
            attributes: { ApproximateReceiveCount: '1' },
          },
        ],
      },
      isAnswer: (answer) => JSON.stringify(answer) === '{"batchItemFailures":[]}',
    },
    'query-api': {
      environment: { ...common, CALLBACK_BASE_URL: serverUrl, LISTED_VENDORS: 'hume', MODERATION_POLICIES: '' },
      event: {
        version: '2.0',
        rawPath: '/jobs',
        rawQueryString: 'status=parked',
        queryStringParameters: { status: 'parked' },
        headers: { authorization: `Bearer ${SECRET}`, host: 'localhost' },
        requestContext: { http: { method: 'GET', path: '/jobs' }, domainName: 'localhost' },
        isBase64Encoded: false,
      },
      isAnswer: hasStatus(200),
    },
    'sweep-jobs': {
      environment: { ...common, ...queue, LISTED_VENDORS: 'hume' },
      event: {},
      isAnswer: () => true,
    },
  };
}

function hasStatus(status: number): (answer: unknown) => boolean {
  return (answer) =>
    typeof answer === 'object' && answer !== null && 'statusCode' in answer && answer.statusCode === status;
}

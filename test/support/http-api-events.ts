/** Requests as API Gateway's HTTP API hands them to a function, payload format 2.0. */
export type RequestAbout = {
  method?: string;
  /** Decoded, as an HTTP API hands it over. */
  path: string;
  /** Undecoded, without the `?`. */
  query?: string;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
};

export function makeHttpApiEvent({
  method = 'GET',
  path,
  query = '',
  headers = {},
  cookies,
  body,
  isBase64Encoded = false,
}: RequestAbout) {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies !== undefined && { cookies }),
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1767225600000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** What keeps the deployment's stores from being used at all, in words that a person can act on. */

/** By the name of the error, as AWS's services and SDK have it. */
const PROBLEMS: readonly (readonly [names: RegExp, problem: string])[] = [
  [/^CredentialsProviderError$/, 'there are no AWS credentials; see AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret'],
  [/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/, 'the AWS credentials have expired'],
  [
    /^(UnrecognizedClientException|InvalidSignatureException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId)$/,
    'AWS does not know the credentials',
  ],
  [/^(AccessDenied|AccessDeniedException|Forbidden|403)$/, 'the AWS credentials do not allow it'],
  [/^ResourceNotFoundException$/, 'there is no such table here; see JOBS_TABLE, FILES_TABLE and AWS_REGION'],
  [/^NoSuchBucket$/, 'there is no such bucket here; see RAW_BUCKET and AWS_REGION'],
  [/^(PermanentRedirect|AuthorizationHeaderMalformed)$/, 'the bucket is in another region; see AWS_REGION'],
];

/** Undefined for what may pass, or concerns one object alone. Looks through the causes. */
export function problemOfStores(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message === 'Region is missing') return 'AWS_REGION is not set';
  const [, problem] = PROBLEMS.find(([names]) => names.test(error.name)) ?? [];
  return problem ?? problemOfStores(error.cause);
}

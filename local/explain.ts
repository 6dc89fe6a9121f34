/** What a command says of an error it did not expect. */
import { PackagingFailed } from '../infra/package.ts';
import { UnusableFolder } from './data-folder.ts';

/** A sentence where the user can do something about it; otherwise the error as it is, with its stack. */
export function explain(error: unknown): unknown {
  if (error instanceof UnusableFolder || error instanceof PackagingFailed) return error.message;
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'ECONNREFUSED') return refusedBy(process.env) ?? error;
  if (error.code !== 'EADDRINUSE') return error;
  const port = 'port' in error ? Number(error.port) : Number.NaN;
  // 0 is one that is free.
  const other = port < 65_535 ? port + 1 : 0;
  return `PORT: ${port} is taken by another program; try PORT=${other} npm start`;
}

/** The endpoints of another stack, which is gone, are still in the environment of the shell. */
function refusedBy(environment: NodeJS.ProcessEnv): string | undefined {
  const names = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_SQS'];
  const set = names.filter((name) => environment[name] !== undefined);
  if (set.length === 0) return undefined;
  return `nothing answers at the endpoints that ${set.join(', ')} name; unset them for the embedded ones`;
}

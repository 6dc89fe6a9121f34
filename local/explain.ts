/** What a command says of an error it did not expect. */
import { PackagingFailed } from '../infra/package.ts';
import { UnusableFolder } from './data-folder.ts';

/** A sentence where the user can do something about it; otherwise the error as it is, with its stack. */
export function explain(error: unknown): unknown {
  if (error instanceof UnusableFolder || error instanceof PackagingFailed) return error.message;
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return error;
  const port = 'port' in error ? Number(error.port) : Number.NaN;
  // 0 is one that is free.
  const other = port < 65_535 ? port + 1 : 0;
  return `PORT: ${port} is taken by another program; try PORT=${other} npm start`;
}

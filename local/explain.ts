/** What a command says of an error it did not expect. */
import { PackagingFailed } from '../infra/package.ts';
import { UnusableFolder } from './data-folder.ts';

/** A sentence where the user can do something about it; otherwise the error as it is, with its stack. */
export function explain(error: unknown): unknown {
  if (error instanceof UnusableFolder || error instanceof PackagingFailed) return error.message;
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return isPortTaken ? 'PORT: is taken by another program; set another' : error;
}

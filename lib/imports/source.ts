/** A file that results may be saved in, wherever it is, before it is opened. */
import { Malformed, Permanent, Retryable } from '../platform/errors.ts';
import type { OpenedFile } from './opened-file.ts';

export type Source = {
  /** As a person would name it. */
  name: string;
  /** Whether a person did, and not a folder, a pattern or a prefix that it is found by. */
  isNamed: boolean;
  /** Throws what {@link problemOfSource} has words for, and when `signal` ends it. */
  open(signal: AbortSignal): Promise<OpenedFile>;
};

/** Stands for what was named and is not there, so that it is told of with all the others. */
export function missingSource(name: string, problem: string): Source {
  return {
    name,
    isNamed: true,
    open: async () => {
      throw new Permanent(problem);
    },
  };
}

/** https://nodejs.org/api/errors.html#common-system-errors, as far as a person can act on them. */
const SYSTEM_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it is no longer there',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space left for its uncompressed copy; TMPDIR names another place for that',
  EMFILE: 'too many files are open',
};

/** Why a file could not be read to its end, undefined where it is nobody's fault but ours. */
export function problemOfSource(error: unknown): string | undefined {
  if (error instanceof Malformed || error instanceof Permanent || error instanceof Retryable) return error.message;
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined;
  const code = String(error.code);
  return SYSTEM_PROBLEMS[code] ?? `it cannot be read (${code})`;
}

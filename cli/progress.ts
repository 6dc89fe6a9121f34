/** Progress of a long command, on standard error: one line that moves on a terminal, a plain line now and then in a pipe. */

/** As often as eyes can follow. */
const TERMINAL_EVERY_MS = 100;
/** Seldom enough for a log that somebody reads. */
const PIPE_EVERY_MS = 5000;

export type Progress = {
  /** How it stands; the text is made only when it is shown. */
  show(text: () => string): void;
  /** The moving line is gone; what is written now stands alone. */
  clear(): void;
};

export type ProgressStream = { isTTY?: boolean; columns?: number; write(text: string): unknown };

/** In a pipe the first line comes after some seconds: a short command says nothing. */
export function makeProgress({
  stream = process.stderr,
  now = Date.now,
}: {
  stream?: ProgressStream;
  now?: () => number;
} = {}): Progress {
  const isTerminal = stream.isTTY === true;
  const everyMs = isTerminal ? TERMINAL_EVERY_MS : PIPE_EVERY_MS;
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : now();
  let isShown = false;
  return {
    show: (text) => {
      const at = now();
      if (at - shownAt < everyMs) return;
      shownAt = at;
      isShown = isTerminal;
      // A line longer than the terminal is wide would not be overwritten whole.
      const line = text().slice(0, isTerminal ? (stream.columns ?? 80) - 1 : undefined);
      stream.write(isTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    clear: () => {
      if (isShown) stream.write('\r\x1b[2K');
      isShown = false;
    },
  };
}

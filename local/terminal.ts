/** Writing for people: colour and a moving line on a terminal, plain lines in a pipe. */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Styled where standard output is a terminal that shows it (`NO_COLOR` and `FORCE_COLOR` are honoured). */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** A reader that has seen enough (`| head`) is no error. */
export function leaveQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function heading(text: string): void {
  say();
  say(styled('bold', text));
}

/** Rows under each other, each column as wide as its widest cell; the last one is not padded. */
export function table(rows: readonly (readonly string[])[], indent = '  '): void {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  for (const row of rows) {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)));
    say(indent + cells.join('  ').trimEnd());
  }
}

/** Progress that overwrites itself on a terminal, and says only each change in a pipe. */
export function makeProgress(): { show(text: string): void; done(text: string): void } {
  let last = '';
  const isTerminal = process.stdout.isTTY === true;
  const write = (text: string, end: string) => {
    process.stdout.write(isTerminal ? `\r\x1b[2K${text}${end}` : `${text}\n`);
    last = text;
  };
  return {
    show: (text) => {
      if (text !== last) write(text, '');
    },
    done: (text) => write(text, '\n'),
  };
}

/** What a command says of arguments that it cannot read. */

/** One sentence: of `parseArgs`, Node's first, which goes on about positional arguments; of any other error, its own. */
export function problemOfArguments(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!isOfParseArgs(error)) return error.message;
  const [, option] = /^Option '.*(--[\w-]+)' argument is ambiguous/.exec(error.message) ?? [];
  if (option !== undefined) return `${option}: a value that begins with a dash is written ${option}=-…`;
  return error.message.split(/\.\s/)[0] ?? '';
}

/** Whether `parseArgs` of `node:util` threw it: the arguments are not what the command takes. */
export function isOfParseArgs(error: unknown): error is Error & { code: unknown } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

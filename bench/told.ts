/** A benchmark that is run by what it was told, or says in one line what it cannot be told. */
import { problemOfArguments } from '../cli/problem-of-arguments.ts';

/** Returns the exit code. `read` throws for arguments that it does not take. */
export function told<Options>({
  read,
  usage,
  bench,
}: {
  read: (argv: readonly string[]) => Options;
  usage: string;
  bench: (options: Options) => Promise<void>;
}): (argv: readonly string[]) => Promise<number> {
  return async (argv) => {
    let options: Options;
    try {
      options = read(argv);
    } catch (error) {
      console.error(`${problemOfArguments(error)}\n\n${usage}`);
      return 2;
    }
    await bench(options);
    return 0;
  };
}

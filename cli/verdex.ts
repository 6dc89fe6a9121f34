/** The command line: `npm run verdex -- <command>`. */
import { endWithParent } from '../local/end-with-parent.ts';
import { callbackUrl } from './callback-url.ts';
import { oneLine, Problem, WrongUsage } from './problem.ts';
import { isOfParseArgs, problemOfArguments } from './problem-of-arguments.ts';
import { summarise } from './summarise.ts';

const USAGE = `Usage: npm run verdex -- <command>

  summarise <hume|hive> <file|-> [--job-id ID] [--ref REF]
      prints what Verdex makes of a saved result, one file summary a line, as JSON.
      Takes an array of Hume predictions, a whole callback, or a Hive task; - reads standard input.

      --job-id      the job the result belongs to, where the result does not say
      --ref         your own name for the file, as a callback URL would carry it

  callback-url <hume|hive> [--ref REF] [--expires-in SECONDS|15m|12h|30d] [--bind-first]
      prints a URL to give to the vendor with a job. Whoever has it may speak as that vendor.

      --ref         your own name for the file
      --expires-in  how long the URL is good; without it, as long as the deployment's secret
      --bind-first  the first job that calls back owns the URL; callbacks of others are kept aside

Of these, callback-url asks the deployment at VERDEX_URL, with the token in VERDEX_TOKEN.`;

/** Each takes the arguments after its name, and answers what the process ends with. */
const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  summarise,
  'callback-url': callbackUrl,
};

async function main([name, ...args]: string[]): Promise<number> {
  if ([name, ...args].some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (name === undefined) return refuse('what should it do?');
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return refuse(`there is no command ${name}`);
  try {
    return await command(args);
  } catch (error) {
    if (error instanceof WrongUsage) return refuse(error.message);
    if (isOfParseArgs(error)) return refuse(problemOfArguments(error));
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`verdex: ${oneLine(error.message)}\n`);
    return 1;
  }
}

function refuse(problem: string): number {
  process.stderr.write(`verdex: ${oneLine(problem)}\n\n${USAGE}\n`);
  return 2;
}

endWithParent();
// A reader that has seen enough (`| head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`verdex: standard output cannot be written (${error.code})\n`);
  process.exit(1);
});
process.exitCode = await main(process.argv.slice(2));

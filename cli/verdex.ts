/** The command line: `npm run verdex -- <command>`. */
import { endWithParent } from '../local/end-with-parent.ts';
import { oneLine, Problem, WrongUsage } from './problem.ts';
import { isOfParseArgs, problemOfArguments } from './problem-of-arguments.ts';
import { usageOf } from './usage.ts';

/** Takes the arguments after its name, and answers what the process ends with. */
type Command = (args: string[]) => Promise<number>;

/** Each is loaded when it is asked for: some need the clients of AWS, and those take their time. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  summarise: async () => (await import('./summarise.ts')).summarise,
  'callback-url': async () => (await import('./callback-url.ts')).callbackUrl,
  import: async () => (await import('./import.ts')).importSaved,
  reindex: async () => (await import('./reindex.ts')).reindex,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

async function main([name, ...args]: string[]): Promise<number> {
  if ([name, ...args].some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${usageOf(name)}\n`);
    return 0;
  }
  if (name === undefined) return refuse('what should it do?');
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return refuse(`there is no command ${name}`);
  try {
    const command = await load();
    return await command(args);
  } catch (error) {
    if (error instanceof WrongUsage) return refuse(error.message, name);
    if (isOfParseArgs(error)) return refuse(problemOfArguments(error), name);
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`verdex: ${oneLine(error.message)}\n`);
    return 1;
  }
}

function refuse(problem: string, command?: string): number {
  process.stderr.write(`verdex: ${oneLine(problem)}\n\n${usageOf(command)}\n`);
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

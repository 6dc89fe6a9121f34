/** The command line: `npm run verdex -- <command>`. */
import { parseArgs } from 'node:util';
import { endWithParent } from '../local/end-with-parent.ts';
import { summarise } from './summarise.ts';

const USAGE = `Usage: npm run verdex -- summarise <hume|hive> <file|-> [--job-id ID] [--ref REF]

  summarise   prints what Verdex makes of a saved result, one file summary a line, as JSON.
              Takes an array of Hume predictions, a whole callback, or a Hive task; - reads standard input.

  --job-id    the job the result belongs to, where the result does not say
  --ref       your own name for the file, as a callback URL would carry it`;

/** 1: the input is not what it should be. 2: the command is not. */
async function main(argv: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    // Node's sentence goes on about positional arguments.
    return refuse(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
  const { values, positionals } = parsed;
  const [command, vendor, file, ...rest] = positionals;
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (command === undefined) return refuse('what should it do?');
  if (command !== 'summarise') return refuse(`there is no command ${command}`);
  if (vendor === undefined || file === undefined || rest.length > 0) {
    return refuse('summarise takes a vendor and one file');
  }
  if ([file, values['job-id'], values.ref].includes(''))
    return refuse('an empty file name, --job-id or --ref says nothing');
  return summarise({ vendor, file, jobId: values['job-id'], ref: values.ref }, process.stdout, process.stderr);
}

function parse(argv: string[]) {
  return parseArgs({
    args: argv,
    allowPositionals: true,
    options: { 'job-id': { type: 'string' }, ref: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
}

function refuse(problem: string): number {
  process.stderr.write(`verdex: ${problem}\n\n${USAGE}\n`);
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

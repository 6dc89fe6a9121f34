/** `npm run bench -- <name>`: each benchmark prints its table, with a baseline from the same run, and one JSON line. */
import { endWithParent } from '../local/end-with-parent.ts';
import { leaveQuietlyWithoutReader } from '../local/terminal.ts';
import { DELIVERY_USAGE } from './delivery/options.ts';
import { benchDelivery } from './delivery.ts';
import { benchMemory } from './memory.ts';

const MEMORY_USAGE = 'Usage: npm run bench -- memory';

/** `run` returns the exit code. */
type Benchmark = { about: string; usage: string; run: (argv: readonly string[]) => Promise<number> };

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  delivery: {
    about: 'jobs of vendors that misbehave: lost, duplicated, wrong; latency; the front door',
    usage: DELIVERY_USAGE,
    run: benchDelivery,
  },
  memory: {
    about: 'fetch, keep and summarise a Hume result: time and peak memory by size',
    usage: MEMORY_USAGE,
    run: async ([unknown]) => {
      if (unknown !== undefined) return refuse(`memory does not know ${unknown}`, MEMORY_USAGE);
      await benchMemory();
      return 0;
    },
  },
};

const USAGE = [
  'Usage: npm run bench -- <name>',
  '',
  ...Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(8)}  ${about}`),
].join('\n');

async function bench([name, ...argv]: string[]): Promise<number> {
  const benchmark = name !== undefined && Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if ([name, ...argv].some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(`${benchmark?.usage ?? USAGE}\n`);
    return 0;
  }
  if (benchmark !== undefined) return benchmark.run(argv);
  return refuse(name === undefined ? 'which benchmark?' : `there is no benchmark ${name}`, USAGE);
}

function refuse(problem: string, usage: string): number {
  console.error(`${problem}\n\n${usage}`);
  return 2;
}

endWithParent();
leaveQuietlyWithoutReader();
process.exitCode = await bench(process.argv.slice(2));

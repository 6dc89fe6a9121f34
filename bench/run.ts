/** `npm run bench -- <name>`: each benchmark prints its table, with a baseline from the same run, and one JSON line. */
import { endWithParent } from '../local/end-with-parent.ts';
import { benchDelivery } from './delivery.ts';
import { benchMemory } from './memory.ts';

/** `run` returns the exit code. */
const BENCHMARKS: Readonly<Record<string, { about: string; run: (argv: readonly string[]) => Promise<number> }>> = {
  delivery: {
    about: 'jobs of vendors that misbehave: lost, duplicated, wrong; latency; the front door',
    run: benchDelivery,
  },
  memory: {
    about: 'fetch, keep and summarise a Hume result: time and peak memory by size',
    run: async () => {
      await benchMemory();
      return 0;
    },
  },
};

endWithParent();
const [name = '', ...argv] = process.argv.slice(2);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (benchmark === undefined) {
  console.error('Usage: npm run bench -- <name>');
  for (const [known, { about }] of Object.entries(BENCHMARKS)) console.error(`  ${known.padEnd(8)} ${about}`);
  process.exitCode = 2;
} else {
  process.exitCode = await benchmark.run(argv);
}

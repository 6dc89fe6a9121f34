/** `npm run bench -- <name>`: each benchmark prints its table, with a baseline from the same run, and one JSON line. */
import { endWithParent } from '../local/end-with-parent.ts';
import { leaveQuietlyWithoutReader } from '../local/terminal.ts';
import { COLDSTART_USAGE, readColdstartOptions } from './coldstart/options.ts';
import { benchColdstart } from './coldstart.ts';
import { DELIVERY_USAGE } from './delivery/options.ts';
import { benchDelivery } from './delivery.ts';
import { PIPELINE_USAGE, readPipelineOptions } from './pipeline/options.ts';
import { benchPipeline } from './pipeline.ts';
import { QUERY_USAGE, readQueryOptions } from './query/options.ts';
import { benchQuery } from './query.ts';
import { RECEIVE_USAGE, readReceiveOptions } from './receive/options.ts';
import { benchReceive } from './receive.ts';
import { readScaleOptions, SCALE_USAGE } from './scale/options.ts';
import { benchScale } from './scale.ts';
import { readSummariseOptions, SUMMARISE_USAGE } from './summarise/options.ts';
import { benchSummarise } from './summarise.ts';
import { told } from './told.ts';

/** `run` returns the exit code. */
type Benchmark = { about: string; usage: string; run: (argv: readonly string[]) => Promise<number> };

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  coldstart: {
    about: 'import and first request of each built bundle in fresh processes',
    usage: COLDSTART_USAGE,
    run: told({ read: readColdstartOptions, usage: COLDSTART_USAGE, bench: benchColdstart }),
  },
  delivery: {
    about: 'jobs of vendors that misbehave: lost, duplicated, wrong; latency; the front door',
    usage: DELIVERY_USAGE,
    run: benchDelivery,
  },
  pipeline: {
    about: 'a result’s whole way, HTTP to raw to index, beside a plain copy and the naive way',
    usage: PIPELINE_USAGE,
    run: told({ read: readPipelineOptions, usage: PIPELINE_USAGE, bench: benchPipeline }),
  },
  query: {
    about: 'each question of the API in indexes of 10,000 to a million rows',
    usage: QUERY_USAGE,
    run: told({ read: readQueryOptions, usage: QUERY_USAGE, bench: benchQuery }),
  },
  receive: {
    about: 'the receiver’s handler alone: callbacks a second by size',
    usage: RECEIVE_USAGE,
    run: told({ read: readReceiveOptions, usage: RECEIVE_USAGE, bench: benchReceive }),
  },
  scale: {
    about: 'what a job uses of AWS, what a month of files costs, and where a key gets hot',
    usage: SCALE_USAGE,
    run: told({ read: readScaleOptions, usage: SCALE_USAGE, bench: benchScale }),
  },
  summarise: {
    about: 'from bytes to summaries: MB/s and peak memory beside JSON.parse and streaming parsers',
    usage: SUMMARISE_USAGE,
    run: told({ read: readSummariseOptions, usage: SUMMARISE_USAGE, bench: benchSummarise }),
  },
};

const USAGE = [
  'Usage: npm run bench -- <name>',
  '',
  ...Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(9)}  ${about}`),
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

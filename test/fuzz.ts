/** `npm run fuzz`: hostile input, by the thousand, thrown at every function in memory, then at the packaged service. */
import { endWithParent } from '../local/end-with-parent.ts';
import { FUZZ_USAGE, type FuzzOptions, readFuzzOptions } from './support/hostile/fuzz-options.ts';
import { startPackagedService } from './support/hostile/packaged-service.ts';
import type { Target } from './support/hostile/target.ts';
import { shareOf, targets } from './support/hostile/targets.ts';

/** So many cases come to every outcome that matters, or what makes them is broken. */
const MANY = 700;

type Total = { cases: number; failed: string[] };

async function main(argv: readonly string[]): Promise<number> {
  let options: FuzzOptions | 'help';
  try {
    options = readFuzzOptions(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${FUZZ_USAGE}`);
    return 2;
  }
  if (options === 'help') {
    console.log(FUZZ_USAGE);
    return 0;
  }
  return fuzz(options);
}

async function fuzz(options: FuzzOptions): Promise<number> {
  const startedAt = Date.now();
  const total: Total = { cases: 0, failed: [] };
  console.log(`hostile input, seed ${options.seed}\n`);
  for (const target of targets) await runTarget(target, options, total);
  const packaged = await startPackagedService();
  try {
    await runTarget(packaged.target, options, total);
  } finally {
    await packaged.stop();
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const verdict = total.failed.length === 0 ? 'nothing broke' : `BROKEN: ${total.failed.join('; ')}`;
  console.log(`\n${total.cases.toLocaleString('en')} cases in ${seconds} s: ${verdict}`);
  console.log(`the same again: npm run fuzz -- --runs ${options.runs} --seed ${options.seed}`);
  return total.failed.length === 0 ? 0 : 1;
}

async function runTarget(target: Target, { runs, seed }: FuzzOptions, total: Total): Promise<void> {
  const startedAt = Date.now();
  const { cases, outcomes, failure } = await target.run({ cases: shareOf(target, runs), seed });
  const unseen = cases < MANY ? [] : target.mustSee.filter((outcome) => !outcomes.has(outcome));
  total.cases += cases;
  if (failure !== undefined || unseen.length > 0) total.failed.push(target.name);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const seen = [...outcomes].toSorted(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ×${times}`);
  console.log(
    `${target.name.padEnd(40)} ${String(cases).padStart(6)} cases ${seconds.padStart(6)} s   ${seen.join(', ')}`,
  );
  if (failure !== undefined) console.log(`\n${failure}\n`);
  else if (unseen.length > 0) console.log(`  no case came to: ${unseen.join(', ')}`);
}

endWithParent();
process.exitCode = await main(process.argv.slice(2));

/** What can be said about the sources without running them: format, lint and import rules (Biome), types (tsc). */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endWithParent } from '../local/end-with-parent.ts';

const projectRoot = join(import.meta.dirname, '..');
const nodeModules = join(projectRoot, 'node_modules');
const checks = [
  {
    name: 'biome',
    script: join(nodeModules, '@biomejs', 'biome', 'bin', 'biome'),
    options: ['ci', '.', '--colors=off', '--error-on-warnings', '--diagnostic-level=warn', '--max-diagnostics=100'],
  },
  { name: 'tsc', script: join(nodeModules, 'typescript', 'bin', 'tsc'), options: ['-p', '.'] },
];

/** Prints a line for each check, and what it found where it failed. Returns the exit code. */
export async function check(): Promise<number> {
  // Both at once: they wait for different things.
  const results = checks.map(({ script, options }) => run(script, options));
  let exitCode = 0;
  for (const [index, { name }] of checks.entries()) {
    const result = await results[index];
    if (result === undefined) continue;
    console.log(`${name.padEnd(6)} ${result.code === 0 ? 'ok' : 'FAILED'} (${result.seconds.toFixed(1)} s)`);
    if (result.code === 0) continue;
    console.log(result.output.trim());
    exitCode = 1;
  }
  return exitCode;
}

function run(script: string, options: string[]): Promise<{ code: number | null; output: string; seconds: number }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...options], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, seconds: (performance.now() - startedAt) / 1000 }));
  });
}

if (import.meta.main) {
  endWithParent();
  process.exitCode = await check();
}

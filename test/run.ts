/** `npm test`: checks the sources, packages the service, then runs every test on what was packaged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { PackagingFailed, packageService } from '../infra/package.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { check } from './check.ts';

const projectRoot = join(import.meta.dirname, '..');
let vitest: ChildProcess | undefined;
const stages = [check, packageForTests, runVitest];

async function packageForTests(): Promise<number> {
  try {
    const { templatePath, isNew } = await packageService();
    console.log(`osls   ${relative(projectRoot, templatePath)} ${isNew ? 'written' : 'is up to date'}`);
    return 0;
  } catch (error) {
    console.log('osls   FAILED');
    console.log(error instanceof PackagingFailed ? error.message : error);
    return 1;
  }
}

/** Gets this command's own arguments: `npm test -- test/unit` runs the unit tests. */
function runVitest(): Promise<number> {
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)],
    { cwd: projectRoot, stdio: 'inherit' },
  );
  vitest = child;
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to vitest as well, which then reports and ends.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

endWithParent(() => {
  vitest?.kill();
});
for (const stage of stages) {
  process.exitCode = await stage();
  if (process.exitCode !== 0) break;
}

/** Compiles the WebAssembly kernel's AssemblyScript sources. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = join('lib', 'summaries', 'in-place', 'webassembly');
export const KERNEL_MODULE_FILE = join(FOLDER, 'kernel-module.ts');
const COMPILER = join('node_modules', 'assemblyscript', 'bin', 'asc.js');
/** 64 KiB each; as much as memory.ts of the sources lays out. It never grows, so that views of it stay valid. */
const MEMORY_PAGES = '9';

const COMPILER_OPTIONS = [
  ...['--runtime', 'stub', '--noAssert', '--enable', 'simd'],
  ...['--initialMemory', MEMORY_PAGES, '--maximumMemory', MEMORY_PAGES],
  ...['--optimizeLevel', '3', '--shrinkLevel', '0'],
];

/**
 * The same sources give the same bytes with the same compiler. Rejects with what the compiler says of sources that are wrong.
 * Runs the compiler as a process of its own: its types take the place of Node's.
 */
export async function compileKernel(projectRoot: string): Promise<Uint8Array> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [COMPILER, join(FOLDER, 'assembly', 'kernel.ts'), ...COMPILER_OPTIONS, '--outFile'],
    { cwd: projectRoot, encoding: 'buffer' },
  );
  return stdout;
}

/** The text of {@link KERNEL_MODULE_FILE}: in the code itself the bytes are there wherever it runs, bundled or not. */
export function kernelModuleSource(wasm: Uint8Array): string {
  return [
    `/** Written by \`npm run build:kernel\`: what the sources in assembly/ are compiled into, ${wasm.length} bytes. */`,
    'export const KERNEL_MODULE =',
    `  '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}

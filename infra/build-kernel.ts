/** `npm run build:kernel`: compiles the WebAssembly kernel and writes it beside its sources, to be checked in. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernel, KERNEL_MODULE_FILE, kernelModuleSource } from './compile-kernel.ts';

const projectRoot = join(import.meta.dirname, '..');
const wasm = await compileKernel(projectRoot);
await writeFile(join(projectRoot, KERNEL_MODULE_FILE), kernelModuleSource(wasm));
console.log(`${KERNEL_MODULE_FILE}: ${wasm.length} bytes`);

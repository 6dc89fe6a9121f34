import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileKernel, KERNEL_MODULE_FILE, kernelModuleSource } from '../../infra/compile-kernel.ts';
import { KERNEL_MODULE } from '../../lib/summaries/in-place/webassembly/kernel-module.ts';
import { projectRoot } from './packaged-service.ts';

/** After a change of the sources or of the compiler: `npm run build:kernel`. */
test('the WebAssembly kernel that is checked in is what its sources are compiled into', async () => {
  const checkedIn = await readFile(join(projectRoot, KERNEL_MODULE_FILE), 'utf8');
  expect(checkedIn).toBe(kernelModuleSource(await compileKernel(projectRoot)));
}, 120_000);

test('it asks for nothing from outside, has room for all it keeps, and is a few KB', () => {
  const module = new WebAssembly.Module(Buffer.from(KERNEL_MODULE, 'base64'));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  const { exports } = new WebAssembly.Instance<{ memory: WebAssembly.Memory; MEMORY_BYTES: WebAssembly.Global }>(
    module,
  );
  expect(exports.MEMORY_BYTES.value).toBeLessThanOrEqual(exports.memory.buffer.byteLength);
  expect(Buffer.byteLength(KERNEL_MODULE, 'base64')).toBeLessThan(8 * 1024);
});

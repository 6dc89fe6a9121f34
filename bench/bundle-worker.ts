/**
 * A worker as it is deployed: one that Node has to strip of its types first begins with 25 MB more, and more slowly. What
 * it loads with `import()` stays apart, so that it has no more in memory than it uses.
 */
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Returns the path of the bundled module, in the folder. */
export async function bundleWorker(path: string, folder: string): Promise<string> {
  await build({
    entryPoints: [path],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    // The SDK's CommonJS parts ask for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  return join(folder, basename(path).replace(/\.ts$/, '.mjs'));
}

/** One bundle per function, with its own code and nothing else: what a function imports is what it takes to start. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

export type Bundle = { functionName: string; bytes: number; metafile: Metafile };

/** esbuild's stand-in for `require` in a bundle of ES modules: a CommonJS dependency asks for a built-in module. */
const requireStandIn = 'Dynamic require of "';
const requireBanner =
  "import { createRequire as makeRequire } from 'node:module';const require = makeRequire(import.meta.url);";

/**
 * Writes `dist/<function>/index.mjs` for each file of `functions/`, and esbuild's account of what is in it to
 * `dist/meta/<function>.json`. The AWS SDK is bundled: the runtime's copy changes under a function that does not.
 */
export async function bundleFunctions(projectRoot: string): Promise<Bundle[]> {
  const files = (await readdir(join(projectRoot, 'functions'))).filter((file) => file.endsWith('.ts')).sort();
  await rm(join(projectRoot, 'dist'), { recursive: true, force: true });
  await mkdir(join(projectRoot, 'dist', 'meta'), { recursive: true });
  return Promise.all(files.map((file) => bundleFunction(projectRoot, file.slice(0, -'.ts'.length))));
}

async function bundleFunction(projectRoot: string, functionName: string): Promise<Bundle> {
  const plain = await runEsbuild(projectRoot, functionName, '');
  const { code, metafile } = plain.code.includes(requireStandIn)
    ? await runEsbuild(projectRoot, functionName, requireBanner)
    : plain;
  await mkdir(join(projectRoot, 'dist', functionName));
  await writeFile(join(projectRoot, 'dist', functionName, 'index.mjs'), code);
  await writeFile(join(projectRoot, 'dist', 'meta', `${functionName}.json`), JSON.stringify(metafile));
  return { functionName, bytes: Buffer.byteLength(code), metafile };
}

async function runEsbuild(projectRoot: string, functionName: string, banner: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [join('functions', `${functionName}.ts`)],
    outfile: join('dist', functionName, 'index.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages' ES modules, not their CommonJS twins, so that unused code falls away.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: false,
    legalComments: 'none',
    banner: { js: banner },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild wrote nothing for ${functionName}`);
  return { code: output.text, metafile };
}

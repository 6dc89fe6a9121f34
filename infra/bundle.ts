/** One bundle per function, with its own code and nothing else: what a function imports is what it takes to start. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import {
  credentialsOfTheEnvironment,
  droppableSchemas,
  noDiscoveredEndpoints,
  noEventStreams,
  settingsOfTheEnvironment,
  versionsAlone,
} from './bundle-aws-sdk.ts';
import { builtInsByName, builtInsInPlace } from './bundle-built-ins.ts';
import { bodiesAreBytes, idsWithoutWebCrypto, nodeAlone } from './bundle-node-alone.ts';
import { noJsonSchemas, parsersNotCompiled } from './bundle-zod.ts';

export type Bundle = { functionName: string; bytes: number; metafile: Metafile };

/** esbuild's stand-in for `require` in a bundle of ES modules: it throws when it is called. */
const REQUIRE_STAND_IN = 'Dynamic require of "';

/** Of a callback an id, of a job one record: the others read hundreds of rows, or of jobs. */
const PARSES_LITTLE = new Set(['receive-callback']);

/** Its OpenAPI document has JSON Schemas. */
const DESCRIBES_ITSELF = new Set(['query-api']);

/**
 * Writes `dist/<function>/index.mjs` for each file of `functions/`, beside it what that loads only when it is needed, and
 * esbuild's account of what is in them to `dist/meta/<function>.json`. The AWS SDK is bundled: the runtime's copy changes
 * under a function that does not. Throws when a bundle would ask for a module that is not in it.
 */
export async function bundleFunctions(projectRoot: string): Promise<Bundle[]> {
  const files = (await readdir(join(projectRoot, 'functions'))).filter((file) => file.endsWith('.ts')).sort();
  await rm(join(projectRoot, 'dist'), { recursive: true, force: true });
  await mkdir(join(projectRoot, 'dist', 'meta'), { recursive: true });
  return Promise.all(files.map((file) => bundleFunction(projectRoot, file.slice(0, -'.ts'.length))));
}

async function bundleFunction(projectRoot: string, functionName: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: { index: join('functions', `${functionName}.ts`) },
    outdir: join('dist', functionName),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages' ES modules, not their CommonJS twins, so that unused code falls away.
    mainFields: ['module', 'main'],
    // A file of its own for what is imported when it is needed, which today is nothing that is ever run. In one file with the
    // rest it would be compiled at each start, and all modules that it shares be wrapped in functions, to be run later.
    splitting: true,
    plugins: [
      bodiesAreBytes,
      idsWithoutWebCrypto,
      builtInsByName,
      builtInsInPlace,
      droppableSchemas,
      versionsAlone,
      credentialsOfTheEnvironment,
      settingsOfTheEnvironment,
      noEventStreams,
      noDiscoveredEndpoints,
      nodeAlone,
      ...(DESCRIBES_ITSELF.has(functionName) ? [] : [noJsonSchemas]),
      ...(PARSES_LITTLE.has(functionName) ? [parsersNotCompiled] : []),
    ],
    minify: true,
    sourcemap: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  await mkdir(join(projectRoot, 'dist', functionName));
  for (const { path, text, contents } of outputFiles) {
    if (text.includes(REQUIRE_STAND_IN)) throw new Error(`${functionName} would require what is not in its bundle`);
    await writeFile(join(projectRoot, 'dist', functionName, basename(path)), contents);
  }
  await writeFile(join(projectRoot, 'dist', 'meta', `${functionName}.json`), JSON.stringify(metafile));
  return { functionName, bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0), metafile };
}

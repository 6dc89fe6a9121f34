/** Bundles the functions and packages the service with osls: no account, no credentials, no network. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { problemOfArguments } from '../cli/problem-of-arguments.ts';
import { problemOfPolicies } from '../lib/summaries/policy.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { bundleFunctions } from './bundle.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { PACKAGE_USAGE, readPackageOptions } from './package-options.ts';

const projectRoot = join(import.meta.dirname, '..');
const inputs = ['functions', 'lib', 'infra', 'serverless.yml', 'package.json', 'package-lock.json', 'tsconfig.json'];
const outputs = ['dist', '.serverless'];
const templatePath = join('.serverless', 'cloudformation-template-update-stack.json');
/** Written last and removed first: without it, or when it disagrees with what is there, everything is made again. */
const stampPath = join('.serverless', 'verdex-packaged.json');

export type PackagedFunction = { functionName: string; bundleBytes: number; zipBytes: number };
export type PackagedService = {
  templatePath: string;
  functions: PackagedFunction[];
  /** False when nothing had changed since the last time. */
  isNew: boolean;
};

export class PackagingFailed extends Error {}

/**
 * Leaves the bundles in `dist/` and template and zips in `.serverless/`; does nothing when they are what the sources
 * give. The same sources give the same zips, byte for byte. Throws PackagingFailed with the reason.
 * @param oslsOptions passed on to `osls package`, as `['--stage', 'prod']`
 */
export async function packageService(root = projectRoot, oslsOptions: string[] = []): Promise<PackagedService> {
  const isNew = await oneAtATime(join(root, '.verdex', 'packaging.lock'), () => packageIfNeeded(root, oslsOptions));
  return {
    templatePath: join(root, templatePath),
    functions: await measureFunctions(root),
    isNew,
  };
}

async function packageIfNeeded(root: string, oslsOptions: string[]): Promise<boolean> {
  const inputDigest = await digestFiles(root, inputs, JSON.stringify(oslsOptions));
  if (await isPackaged(root, inputDigest)) return false;
  await rm(join(root, stampPath), { force: true });
  await bundleFunctions(root).catch((cause) => {
    // esbuild has said where and why.
    throw new PackagingFailed('The functions could not be bundled.', { cause });
  });
  await runOslsPackage(root, oslsOptions);
  await checkPolicies(root);
  const outputDigest = await digestFiles(root, outputs);
  await writeFile(join(root, `${stampPath}.new`), JSON.stringify({ inputDigest, outputDigest }));
  await rename(join(root, `${stampPath}.new`), join(root, stampPath));
  return true;
}

async function isPackaged(root: string, inputDigest: string): Promise<boolean> {
  const stamp = await readFile(join(root, stampPath), 'utf8').catch(() => undefined);
  return stamp === JSON.stringify({ inputDigest, outputDigest: await digestFiles(root, outputs) });
}

async function digestFiles(root: string, paths: string[], salt = ''): Promise<string> {
  const digest = createHash('sha256').update(salt);
  for (const path of paths) {
    for (const file of (await listFiles(join(root, path))).sort()) {
      if (relative(root, file).startsWith(stampPath)) continue;
      const content = await readFile(file);
      digest.update(`\n${relative(root, file).replaceAll(sep, '/')} ${content.length}\n`).update(content);
    }
  }
  return digest.digest('hex');
}

async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return [path];
  if (!found) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What would keep the functions from starting is said before they are deployed. Throws PackagingFailed. */
async function checkPolicies(root: string): Promise<void> {
  const template = await readFile(join(root, templatePath), 'utf8');
  for (const [, text] of template.matchAll(/"MODERATION_POLICIES": ("(?:[^"\\]|\\.)*")/g)) {
    const configured = String(JSON.parse(text ?? '""'));
    const problem = configured === '' ? undefined : problemOfPolicies(configured);
    if (problem !== undefined) throw new PackagingFailed(`serverless.yml, moderationPolicies: ${problem}`);
  }
}

function runOslsPackage(root: string, oslsOptions: string[]): Promise<void> {
  const osls = join(projectRoot, 'node_modules', 'osls', 'bin', 'serverless.js');
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [osls, 'package', ...oslsOptions], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_EC2_METADATA_DISABLED: 'true',
        // A zip holds local times.
        TZ: 'UTC',
        // osls compiles its configuration schema once and keeps it, in the home folder unless told otherwise.
        SLS_SCHEMA_CACHE_BASE_DIR: join(projectRoot, 'node_modules', '.cache', 'osls'),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new PackagingFailed(output.trim()))));
  });
}

async function measureFunctions(root: string): Promise<PackagedFunction[]> {
  const zips = (await readdir(join(root, '.serverless'))).filter((file) => file.endsWith('.zip')).sort();
  return Promise.all(
    zips.map(async (zip) => {
      const functionName = zip.slice(0, -'.zip'.length);
      return {
        functionName,
        bundleBytes: await bytesOf(join(root, 'dist', functionName)),
        zipBytes: (await stat(join(root, '.serverless', zip))).size,
      };
    }),
  );
}

async function bytesOf(folder: string): Promise<number> {
  const sizes = (await listFiles(folder)).map(async (file) => (await stat(file)).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function formatKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`.padStart(10);
}

/** Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const oslsOptions = parse(argv);
  if (oslsOptions === undefined) return 2;
  if (oslsOptions === 'help') {
    console.log(PACKAGE_USAGE);
    return 0;
  }
  const startedAt = performance.now();
  try {
    const { templatePath, functions, isNew } = await packageService(projectRoot, oslsOptions);
    for (const { functionName, bundleBytes, zipBytes } of functions) {
      console.log(
        `${functionName.padEnd(18)} ${formatKilobytes(bundleBytes)} bundled ${formatKilobytes(zipBytes)} zipped`,
      );
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${relative(process.cwd(), templatePath)} ${isNew ? `written in ${seconds} s` : 'is up to date'}`);
    return 0;
  } catch (error) {
    console.error(error instanceof PackagingFailed ? error.message : error);
    return 1;
  }
}

function parse(argv: readonly string[]): string[] | 'help' | undefined {
  try {
    return readPackageOptions(argv);
  } catch (error) {
    console.error(`${problemOfArguments(error)}\n\n${PACKAGE_USAGE}`);
    return undefined;
  }
}

if (import.meta.main) {
  endWithParent();
  process.exitCode = await main(process.argv.slice(2));
}

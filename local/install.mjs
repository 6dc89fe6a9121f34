/**
 * What `node_modules` holds: whether it is what the lock file names, and how it becomes that. For `setup.mjs` alone, and
 * plain JavaScript like it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const stateDirectory = join(projectRoot, '.verdex');
const installLock = join(stateDirectory, 'install.lock');
const installStamp = join(projectRoot, 'node_modules', '.verdex-installed');
/** A process id can be given to somebody else after a crash: no lock is believed for longer than this. */
const installLockLimitMs = 15 * 60_000;

export const nodeMajor = Number(process.versions.node.split('.')[0]);
/** The Node 24 that is installed with the dependencies, on the systems it is packaged for. */
export const packagedNodeBinary = join(
  projectRoot,
  'node_modules',
  `node-${process.platform}-${process.arch}`,
  'bin',
  'node',
);
export const nodeIsTooOld =
  `Verdex needs Node 24; this is Node ${process.versions.node}. ` +
  'Install it from nodejs.org and run the same command again.';

/** What `node_modules` is made of. Scripts and the like in package.json change nothing in it. */
function installDigest() {
  const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  );
  return createHash('sha256')
    .update(readFileSync(join(projectRoot, 'package-lock.json')))
    .update(JSON.stringify([dependencies, devDependencies, optionalDependencies, overrides]))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

export function isInstalled() {
  if (readIfThere(installStamp) === installDigest()) return true;
  if (!isInstalledByNpm()) return false;
  writeStamp();
  return true;
}

/** Somebody ran npm himself: npm writes what it installed when it is done. */
function isInstalledByNpm() {
  const record = readIfThere(join(projectRoot, 'node_modules', '.package-lock.json'));
  if (record === undefined || (nodeMajor < 24 && !existsSync(packagedNodeBinary))) return false;
  const installed = JSON.parse(record).packages;
  const { '': _, ...wanted } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) =>
    path in installed ? installed[path].version === version : optional || devOptional,
  );
}

function writeStamp() {
  const prepared = `${installStamp}.${process.pid}`;
  writeFileSync(prepared, installDigest());
  renameSync(prepared, installStamp);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Waits for another run that installs. Ends this process, with what npm said, when it cannot be done. */
export async function install() {
  const releaseLock = await takeInstallLock();
  try {
    if (isInstalled()) return;
    console.error('Installing dependencies (once, about half a minute)…');
    rmSync(installStamp, { force: true });
    await runNpmCi();
    // npm leaves out an optional package that it could not fetch, and reports success.
    if (nodeMajor < 24 && !existsSync(packagedNodeBinary)) throw new Error(nodeIsTooOld);
    writeStamp();
  } catch (error) {
    process.exitCode = 1;
    console.error(error.message);
  } finally {
    releaseLock();
  }
  if (process.exitCode) process.exit();
}

/**
 * The lock is a folder with one file per process that writes to `node_modules`, named after its id. It appears whole
 * (a rename), and a dead holder's file is renamed to the new holder's: of several waiting, one succeeds.
 */
async function takeInstallLock() {
  mkdirSync(stateDirectory, { recursive: true });
  const ownFile = `setup-${process.pid}`;
  const release = () => {
    rmSync(join(installLock, ownFile), { force: true });
    removeEmptyLock();
  };
  for (let isFirstTry = true; ; isFirstTry = false) {
    if (createLock(ownFile)) return release;
    const holders = listFiles(installLock);
    const alive = holders.filter(isHolderAlive);
    if (holders.length > 0 && alive.length === 0 && rename(join(installLock, holders[0]), join(installLock, ownFile))) {
      for (const dead of holders.slice(1)) rmSync(join(installLock, dead), { force: true });
      return release;
    }
    if (alive.length > 0 && isFirstTry) console.error('Another run is installing the dependencies; waiting for it…');
    await new Promise((continueWaiting) => setTimeout(continueWaiting, 100));
  }
}

function createLock(ownFile) {
  const prepared = mkdtempSync(`${installLock}.`);
  writeFileSync(join(prepared, ownFile), '');
  removeEmptyLock();
  if (rename(prepared, installLock)) return true;
  rmSync(prepared, { recursive: true });
  return false;
}

/** Does nothing as long as anybody is in it. */
function removeEmptyLock() {
  try {
    rmdirSync(installLock);
  } catch {}
}

/** False when the source is gone or the target is taken: somebody else was faster. */
function rename(from, to) {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) return false;
    throw error;
  }
}

function listFiles(directory) {
  try {
    // Sorted, so that everybody who finds a dead lock renames the same file.
    return readdirSync(directory).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function isHolderAlive(file) {
  const processId = Number(file.split('-')[1]);
  try {
    if (Date.now() - statSync(join(installLock, file)).mtimeMs > installLockLimitMs) return false;
    process.kill(processId, 0);
    return !isZombie(processId);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Dead, and nobody asked for its exit code: an orphan's end in a container whose first process is no init. */
function isZombie(processId) {
  return /\) Z [^)]*$/.test(readIfThere(`/proc/${processId}/stat`) ?? '');
}

/** npm's own words are shown only when it fails: its warnings are about things the user can do nothing about. */
function runNpmCi() {
  const npmScript = process.env.npm_execpath;
  const isNpm = npmScript !== undefined && basename(npmScript).startsWith('npm');
  const [command, ...first] = isNpm ? [process.execPath, npmScript] : ['npm'];
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  return new Promise((done, failed) => {
    const npm = spawn(command, [...first, ...options], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: !isNpm && process.platform === 'win32',
    });
    const holderFile = join(installLock, `npm-${npm.pid}`);
    if (npm.pid !== undefined) writeFileSync(holderFile, '');
    const interrupt = () => {
      npm.kill('SIGKILL');
      rmSync(holderFile, { force: true });
      failed(new Error('Installing was interrupted; run the same command again.'));
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, interrupt);
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    npm.on('error', (error) => failed(new Error(`npm could not be started: ${error.message}`)));
    npm.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, interrupt);
      rmSync(holderFile, { force: true });
      if (code === 0) return done();
      failed(new Error(`${output}\nnpm ci failed (${signal ?? `exit code ${code}`}).`.trim()));
    });
  });
}

/**
 * The first file of every command: `node local/setup.mjs <script> [arguments]`. Installs what the lock file names, once,
 * then runs the script under Node 24. Plain JavaScript on purpose: it must run on an older Node with nothing installed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, resolve } from 'node:path';
import { install, isInstalled, nodeIsTooOld, nodeMajor, packagedNodeBinary, projectRoot } from './install.mjs';

/** Noted before anything is waited for: whoever is gone by the end of an installation counts as gone. */
const parentProcessId = process.ppid;
/** How soon the script hears that its command is gone. */
const parentLookEveryMs = 500;
const isNodePackaged = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) leave('Usage: node local/setup.mjs <script> [arguments]');
if (nodeMajor < 20 || (nodeMajor < 24 && !isNodePackaged)) leave(nodeIsTooOld);

if (!isInstalled()) await install();
const nodeBinary = nodeMajor >= 24 ? process.execPath : packagedNodeBinary;
if (!existsSync(nodeBinary)) leave(nodeIsTooOld);
run(nodeBinary);

/**
 * Runs the script in this process's place: same standard streams, same exit. Over the IPC channel the child learns when
 * this process is gone, even killed.
 */
function run(node) {
  const child = spawn(
    node,
    ['--disable-warning=ExperimentalWarning', resolve(projectRoot, script), ...scriptArguments],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
    },
  );
  const isInteractive = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const stopWatching = endWithNpm(child);
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      stopWatching();
      // A terminal sends Ctrl-C to the child as well.
      if (signal !== 'SIGINT' || !isInteractive) child.kill(signal);
    });
  }
  child.on('error', () => leave(nodeIsTooOld));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Reached where the signal does not end this process at once.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 1000);
  });
}

/**
 * npm's shell passes no signal on: `kill` of npm ends npm and the shell, and this process has another parent. A start
 * that is not npm's may outlive who made it, as behind `nohup` or a shell's `&`. Returns what ends the watch: a child
 * that was told once takes a second signal for impatience.
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const watch = setInterval(() => {
    if (process.ppid === parentProcessId) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, parentLookEveryMs).unref();
  return () => clearInterval(watch);
}

function leave(message) {
  console.error(message);
  process.exit(1);
}

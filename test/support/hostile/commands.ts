/** Starts the command line with arguments of any kind: it says in one line what is wrong, and how it is used. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { demandDiscretion } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyBytes, anyText, MARKER, mostly } from './texts.ts';

const VERDEX = join(import.meta.dirname, '../../../cli/verdex.ts');

/** Without line ends and the like: arguments are named as they are. */
const argument = anyText.map((given) => given.toWellFormed().replaceAll(/\p{Cc}/gu, ''));
const word = fc.constantFrom(
  'summarise',
  'callback-url',
  'hume',
  'hive',
  '-',
  '--ref',
  '--ref=',
  '--job-id',
  '--bind-first',
  '--expires-in=1h',
  '--expires-in',
  '--',
  '--nothing',
  '-x',
);
const begin = fc.constantFrom(['summarise', 'hume', '-'], ['summarise', 'hive', '-'], ['callback-url', 'hume'], []);
const invocation = fc.record({
  args: fc
    .tuple(begin, fc.array(mostly(word, argument, 1), { maxLength: 4 }))
    .map(([first, more]) => [...first, ...more]),
  input: anyBytes,
  // Nobody listens there.
  url: mostly(
    fc.constant('http://127.0.0.1:1'),
    argument.map((given) => `nowhere:${given}`),
  ),
  token: mostly(fc.constant(MARKER), argument),
});
type Invocation = typeof invocation extends fc.Arbitrary<infer T> ? T : never;

async function check({ args, input, url, token }: Invocation, saw: Saw): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', VERDEX, ...args], {
    env: { VERDEX_URL: url, VERDEX_TOKEN: token },
  });
  // A command that has seen enough of it reads no further.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [said, , [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'close')]);
  saw(String(code));
  assert.ok([0, 1, 2].includes(code), `ended with ${code}: ${said}`);
  if (code === 0) return;
  const [problem = '', ...more] = said.split('\n');
  assert.match(problem, /^verdex: ./);
  assert.doesNotMatch(said, /^ +at .*:\d+/m, 'a stack');
  if (code === 1) assert.deepEqual(more, [''], 'more than a line');
  else assert.match(said, /\n\nUsage: npm run verdex/);
  // Arguments are named; the token and what was read are not.
  if (!args.some((given) => given.includes(MARKER))) demandDiscretion(said);
}

export const commands = makeTarget({
  name: 'verdex, the command line',
  perThousand: 2,
  mustSee: ['1', '2'],
  cases: invocation,
  check,
});

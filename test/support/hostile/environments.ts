/** Starts functions in environments that somebody got wrong: they say which variable, and never what it holds. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { functionEnvironments, readConfig } from '../../../lib/platform/config.ts';
import { readSecretList } from '../../../lib/platform/secrets.ts';
import { makeTaskUrl } from '../../../lib/vendors/hive/task-url.ts';
import { demandDiscretion } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyText, mostly } from './texts.ts';

type FunctionName = keyof typeof functionEnvironments;
const names = Object.keys(functionEnvironments) as FunctionName[];

const usual = fc.constantFrom('https://host.test/path', '1000', 'a,b', 'name');
const value = mostly(usual, fc.option(anyText, { nil: undefined }), 3);

const environment = fc.constantFrom(...names).chain((name) =>
  fc.record({
    name: fc.constant(name),
    variables: fc.record(
      Object.fromEntries(Object.keys(functionEnvironments[name].shape).map((variable) => [variable, value])),
    ),
    taskUrl: mostly(
      fc.constant('https://hive.test/{task_id}'),
      anyText.map((text) => `https://hive.test/${text}`),
      1,
    ),
  }),
);
type Environment = typeof environment extends fc.Arbitrary<infer T> ? T : never;

async function messageOf(starting: () => unknown): Promise<string | undefined> {
  try {
    await starting();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}

async function check({ name, variables, taskUrl }: Environment, saw: Saw): Promise<void> {
  const schema = functionEnvironments[name];
  const refused = await messageOf(() => readConfig(schema, variables));
  saw(refused === undefined ? 'started' : 'refused');
  if (refused !== undefined) {
    assert.match(refused, /^cannot start: [A-Z][A-Z0-9_]+ [^\n]+$/);
    const named = Object.keys(variables).filter((variable) => refused.includes(variable));
    assert.ok(named.length > 0, 'names no variable');
    demandDiscretion(refused);
  }
  const { CALLBACK_SECRETS: secrets } = variables as { CALLBACK_SECRETS?: string | undefined };
  const source = { name: 'CALLBACK_SECRETS', value: secrets, parameter: undefined };
  const noSecrets = await messageOf(() => readSecretList(source));
  assert.ok(noSecrets === undefined || noSecrets === 'cannot start: CALLBACK_SECRETS is missing or empty');
  demandDiscretion((await messageOf(() => makeTaskUrl(taskUrl))) ?? '');
}

export const environments = makeTarget({
  name: 'the environment of every function',
  perThousand: 23,
  mustSee: ['started', 'refused'],
  cases: environment,
  check,
});

import { describe, expect, test } from 'vitest';
import { readPackagedService } from './packaged-service.ts';

const { functions, get } = await readPackagedService();
type Statement = { Effect: string; Action: string[]; Resource: unknown };

const rolesByFunction = [...functions].map(
  ([functionName, { Role }]) => [functionName, Role['Fn::GetAtt'][0]] as const,
);

describe.each(rolesByFunction)('%s', (functionName, role) => {
  const statements = listStatements(role);

  test('has a role of its own', () => {
    expect(rolesByFunction.filter(([, other]) => other === role)).toHaveLength(1);
  });

  test('is allowed named actions on named resources', () => {
    for (const { Action, Resource } of statements) {
      for (const action of Action) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
      for (const resource of [Resource].flat()) expect(resource).toBeTypeOf('object');
    }
  });

  test('may use each resource its variables name', () => {
    const variables: Record<string, string | { Ref: string } | { 'Fn::GetAtt': string[] }> =
      functions.get(functionName)?.Environment.Variables;
    const granted = JSON.stringify(statements);
    for (const [name, value] of Object.entries(variables)) {
      // What is made of one of its attributes, its URL for one, needs no permission.
      if (typeof value === 'object' && 'Ref' in value) expect(granted, name).toContain(value.Ref);
      if (name.endsWith('_PARAMETER')) expect(granted, name).toContain(`parameter${value}"`);
    }
  });

  test('reads no secret but its own', () => {
    const parameters = Object.entries(functions.get(functionName)?.Environment.Variables).filter(([name]) =>
      name.endsWith('_PARAMETER'),
    );
    expect(statements.filter(({ Action }) => Action.some((action) => action.startsWith('ssm:')))).toHaveLength(
      parameters.length,
    );
  });
});

test('no function can destroy what was kept', () => {
  for (const [, role] of rolesByFunction) {
    const actions = listStatements(role).flatMap(({ Action }) => Action);
    expect(
      actions.filter((action) => /^s3:(Delete|PutBucket|PutLifecycle)|^dynamodb:DeleteTable/.test(action)),
    ).toEqual([]);
  }
});

test('receive-callback, which the world can reach, reads neither raw nor the index', () => {
  const statements = listStatements('ReceiveCallbackRole');
  expect(statements.flatMap(({ Action }) => Action)).not.toContain('s3:GetObject');
  expect(JSON.stringify(statements)).not.toContain('FilesTable');
});

function listStatements(role: string): Statement[] {
  return get(role).Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
}

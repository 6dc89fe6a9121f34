import { expect, test } from 'vitest';
import { frontDoorAlone } from '../../../bench/delivery/front-door.ts';
import { withProperties } from '../../../bench/template.ts';

const door = {
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: 'verdex-dev-receive-callback', Runtime: 'nodejs24.x', MemorySize: 512, Timeout: 10 },
};

test('the front door alone: no worker is fed, no sweep runs, and an empty function stands beside receive-callback', () => {
  const mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} };
  const rule = { Type: 'AWS::Events::Rule', Properties: {} };
  const changed = frontDoorAlone({ Door: door, Mapping: mapping, Rule: rule });
  expect(Object.keys(changed)).toEqual(['Door', 'EmptyFunction', 'EmptyIntegration', 'EmptyRoute']);
  expect(changed.EmptyFunction?.Properties).toMatchObject({ Runtime: 'nodejs24.x', MemorySize: 512 });
  expect(() => frontDoorAlone({ Mapping: mapping })).toThrow('no receive-callback');
});

test('a property of one resource is changed, the others stay; a resource that is not there is an error', () => {
  const resources = { Door: door, Other: { Type: 'AWS::S3::Bucket', Properties: {} } };
  const changed = withProperties(resources, 'Door', { Timeout: 30 });
  expect(changed).toEqual({ ...resources, Door: { ...door, Properties: { ...door.Properties, Timeout: 30 } } });
  expect(() => withProperties(resources, 'Another', {})).toThrow('no Another');
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's
import { expect, test } from 'vitest';
import * as z from 'zod';
import { pseudoParameters } from '../../../local/resolve.ts';
import { parseTemplate, readProperties, resourcesOfType } from '../../../local/template.ts';

const template = parseTemplate({
  Resources: {
    Bare: { Type: 'A' },
    Queue: { Type: 'B', Properties: { Name: { 'Fn::Sub': '${AWS::Region}-q' }, Key: { Ref: 'SomeKey' } } },
  },
});
const [queue = { logicalId: '', type: '', properties: {} }] = resourcesOfType(template, 'B');

test('a resource needs no properties', () => {
  expect(resourcesOfType(template, 'A')).toEqual([{ logicalId: 'Bare', type: 'A', properties: {} }]);
});

test('what a schema does not name may refer to what is not here', () => {
  const schema = z.object({ Name: z.string() });
  expect(readProperties(queue, schema, pseudoParameters('s'))).toEqual({ Name: 'us-east-1-q' });
});

test('an error says which resource and which reference', () => {
  const schema = z.object({ Key: z.string() });
  expect(() => readProperties(queue, schema, pseudoParameters('s'))).toThrow(/B Queue: .*Ref SomeKey/);
  expect(() => readProperties(queue, z.object({ Size: z.number() }), pseudoParameters('s'))).toThrow(
    /B Queue: .*Size/s,
  );
});

test('a file that is no template is refused', () => {
  expect(() => parseTemplate({ resources: {} })).toThrow(/Resources/);
});

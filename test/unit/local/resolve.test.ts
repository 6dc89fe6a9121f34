// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's
import { describe, expect, test } from 'vitest';
import { pseudoParameters, resolve } from '../../../local/resolve.ts';

const references = pseudoParameters('verdex')
  .set('JobsTable', 'verdex-JobsTable')
  .set('JobsTable.Arn', 'arn:aws:dynamodb:us-east-1:000000000000:table/verdex-JobsTable');

test.each([
  ['plain values as they are', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ['Ref', { Ref: 'JobsTable' }, 'verdex-JobsTable'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['GetAtt as a pair', { 'Fn::GetAtt': ['JobsTable', 'Arn'] }, references.get('JobsTable.Arn')],
  ['GetAtt as a path', { 'Fn::GetAtt': 'JobsTable.Arn' }, references.get('JobsTable.Arn')],
  [
    'Sub',
    { 'Fn::Sub': '${AWS::StackName}/${JobsTable}/${JobsTable.Arn}' },
    `verdex/verdex-JobsTable/${references.get('JobsTable.Arn')}`,
  ],
  [
    'Sub with its own variables',
    { 'Fn::Sub': ['${Own}-${JobsTable}', { Own: { Ref: 'AWS::AccountId' } }] },
    '000000000000-verdex-JobsTable',
  ],
  ['Sub of a literal', { 'Fn::Sub': '${!NotMine}' }, '${NotMine}'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'JobsTable' }, 1]] }, 'a-verdex-JobsTable-1'],
  ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'JobsTable' }] }] }, 'JobsTable'],
  ['NoValue takes its property away', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['NoValue takes its element away', ['x', { Ref: 'AWS::NoValue' }], ['x']],
  ['an object that only looks like one', { Ref: 'a', Other: 'b' }, { Ref: 'a', Other: 'b' }],
])('resolves %s', (_, value, expected) => {
  expect(resolve(value, references)).toEqual(expected);
});

describe('names what it cannot resolve', () => {
  test.each([
    [{ Ref: 'NoSuchTable' }, /Ref NoSuchTable/],
    [{ deep: [{ 'Fn::GetAtt': ['JobsTable', 'StreamArn'] }] }, /Fn::GetAtt JobsTable\.StreamArn/],
    [{ 'Fn::Sub': 'x-${Missing}' }, /Fn::Sub Missing/],
    [{ 'Fn::If': ['IsProduction', 1, 2] }, /Fn::If/],
    [{ 'Fn::ImportValue': 'other' }, /Fn::ImportValue/],
    [{ 'Fn::Select': [3, ['a']] }, /Fn::Select: index 3/],
    ['{{resolve:ssm:/a/b}}', /resolve:ssm/],
  ])('%j', (value, message) => {
    expect(() => resolve(value, references)).toThrow(message);
  });

  test('an object where text is wanted is an error, not "[object Object]"', () => {
    expect(() => resolve({ 'Fn::Join': ['', [{ not: 'text' }]] }, references)).toThrow();
    expect(() => resolve({ 'Fn::Sub': ['${A}', { A: { not: 'text' } }] }, references)).toThrow();
  });
});

/** CloudFormation's intrinsic functions. What cannot be resolved is an error that names it, never a half-made string. */
import * as z from 'zod';

/** What `Ref` and `Fn::GetAtt` mean here: `JobsTable` → its name, `JobsTable.Arn` → its ARN. */
export type References = ReadonlyMap<string, string>;

/** The one region and account of everything local; fauxqs and dynalite use the same account. */
export const region = 'us-east-1';
export const accountId = '000000000000';

const noValue = 'AWS::NoValue';

export function pseudoParameters(stackName: string): Map<string, string> {
  return new Map([
    ['AWS::Region', region],
    ['AWS::AccountId', accountId],
    ['AWS::Partition', 'aws'],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

/** The value with every intrinsic replaced. `AWS::NoValue` removes the property or element that holds it. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => resolve(element, references)).filter((element) => element !== undefined);
  }
  if (typeof value === 'string' && value.startsWith('{{resolve:')) {
    throw new Error(`The local stack has no dynamic references: ${value}`);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsic(only[0])) {
    return resolveIntrinsic(only[0], only[1], references);
  }
  const resolved = entries.map(([name, property]) => [name, resolve(property, references)]);
  return Object.fromEntries(resolved.filter(([, property]) => property !== undefined));
}

function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

function resolveIntrinsic(name: string, argument: unknown, references: References): unknown {
  switch (name) {
    case 'Ref':
      return resolveRef(argument, references);
    case 'Fn::GetAtt':
      return resolveGetAtt(argument, references);
    case 'Fn::Sub':
      return resolveSub(argument, references);
    case 'Fn::Join': {
      const [delimiter, parts] = z.tuple([z.string(), z.array(text)]).parse(resolve(argument, references));
      return parts.join(delimiter);
    }
    case 'Fn::Select': {
      const [index, list] = z.tuple([z.coerce.number(), z.array(z.unknown())]).parse(resolve(argument, references));
      if (index in list) return list[index];
      throw new Error(`Fn::Select: index ${index} of a list of ${list.length}`);
    }
    case 'Fn::Split': {
      const [delimiter, source] = z.tuple([z.string(), z.string()]).parse(resolve(argument, references));
      return source.split(delimiter);
    }
    default:
      throw new Error(`The local stack does not know the intrinsic function ${name}`);
  }
}

/** CloudFormation takes numbers where it wants text. */
const text = z.union([z.string(), z.number().transform(String)]);

function resolveRef(argument: unknown, references: References): string | undefined {
  const name = z.string().parse(argument);
  return name === noValue ? undefined : lookUp(name, 'Ref', references);
}

function resolveGetAtt(argument: unknown, references: References): string {
  const name = z.union([z.string(), z.tuple([z.string(), z.string()]).transform((pair) => pair.join('.'))]);
  return lookUp(name.parse(argument), 'Fn::GetAtt', references);
}

function resolveSub(argument: unknown, references: References): string {
  const [template, variables] = z
    .union([
      z.string().transform((source) => [source, {}] as const),
      z.tuple([z.string(), z.record(z.string(), z.unknown())]),
    ])
    .parse(argument);
  const own = z.record(z.string(), text).parse(resolve(variables, references));
  const known: References = new Map([...references, ...Object.entries(own)]);
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
    literal === '!' ? `\${${name}}` : lookUp(name.trim(), 'Fn::Sub', known),
  );
}

function lookUp(name: string, intrinsic: string, references: References): string {
  const found = references.get(name);
  if (found === undefined) throw new Error(`${intrinsic} ${name}: the local stack has no such thing`);
  return found;
}

/** What the packaged template says of tables and functions. */
import * as z from 'zod';
import { tableSchema } from '../../local/resources/tables.ts';
import { readProperties, resourcesOfType, type Template } from '../../local/template.ts';
import type { TableKeys } from './write-units.ts';

const memorySchema = z.object({ MemorySize: z.coerce.number() });

/** By the table's name. */
export function* tableKeysOf(
  template: Template,
  physicalNames: Record<string, string>,
): Generator<[string, TableKeys]> {
  for (const resource of resourcesOfType(template, 'AWS::DynamoDB::Table')) {
    const { KeySchema, GlobalSecondaryIndexes = [] } = readProperties(resource, tableSchema, new Map());
    const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
      name: IndexName,
      keys: keys.map(({ AttributeName }) => AttributeName),
      attributes: Projection.ProjectionType === 'ALL' ? undefined : (Projection.NonKeyAttributes ?? []),
    }));
    const name = physicalNames[resource.logicalId] ?? resource.logicalId;
    yield [name, { keys: KeySchema.map(({ AttributeName }) => AttributeName), indexes }];
  }
}

/** In megabytes, by the function's key in serverless.yml, which is the end of its name. */
export function memorySizes(template: Template): Map<string, number> {
  return new Map(
    resourcesOfType(template, 'AWS::Lambda::Function').map((resource) => {
      const handler = String(resource.properties.Handler);
      return [handler.split('/')[1] ?? handler, memorySchema.parse(resource.properties).MemorySize];
    }),
  );
}

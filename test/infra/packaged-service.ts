/** What the tests in this folder look at: the template and the bundles that packaging wrote. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { packageService } from '../../infra/package.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

const Resource = z.object({
  Type: z.string(),
  // CloudFormation's own shapes: a wrong path fails the test that takes it.
  Properties: z.record(z.string(), z.any()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});
export type Resource = z.infer<typeof Resource>;

export async function readPackagedService() {
  const { templatePath } = await packageService();
  const { Resources: resources, Outputs: outputs } = Template.parse(JSON.parse(await readFile(templatePath, 'utf8')));

  function ofType(type: string): Array<[logicalId: string, resource: Resource]> {
    return Object.entries(resources).filter(([, resource]) => resource.Type === type);
  }
  function get(logicalId: string): Resource {
    const resource = resources[logicalId];
    if (resource === undefined) throw new Error(`the template has no ${logicalId}`);
    return resource;
  }
  /** By the name in functions/, as in the handler's path. */
  const functions = new Map(
    ofType('AWS::Lambda::Function').map(([, { Properties }]) => [
      String(Properties.Handler).split('/')[1] ?? '',
      Properties,
    ]),
  );
  return { resources, outputs, ofType, get, functions };
}

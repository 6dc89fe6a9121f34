/** The CloudFormation template that packaging wrote, read loosely: what runs locally is what deploys. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type References, resolve } from './resolve.ts';

export type Resource = { logicalId: string; type: string; properties: Record<string, unknown> };
export type Template = { resources: Resource[] };

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

export function parseTemplate(document: unknown): Template {
  const { Resources } = templateSchema.parse(document);
  const resources = Object.entries(Resources).map(([logicalId, resource]) => ({
    logicalId,
    type: resource.Type,
    properties: resource.Properties,
  }));
  return { resources };
}

export async function loadTemplate(path: string): Promise<Template> {
  return parseTemplate(JSON.parse(await readFile(path, 'utf8')));
}

export function resourcesOfType(template: Template, type: string): Resource[] {
  return template.resources.filter((resource) => resource.type === type);
}

/**
 * The properties the schema names, resolved and parsed. Others are left alone: they may refer to what has no local
 * counterpart (roles, keys, topics). Throws with the resource's logical id.
 */
export function readProperties<Shape extends z.ZodRawShape>(
  resource: Resource,
  schema: z.ZodObject<Shape>,
  references: References,
): z.infer<z.ZodObject<Shape>> {
  try {
    const named = Object.keys(schema.shape).map((name) => [name, resolve(resource.properties[name], references)]);
    return schema.parse(Object.fromEntries(named));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`${resource.type} ${resource.logicalId}: ${reason}`, { cause });
  }
}

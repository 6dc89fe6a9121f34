/** The packaged template with a few changes, for what a benchmark needs otherwise than a deployment. */
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.looseObject({}).default({}) })),
});
export type TemplateResources = z.infer<typeof templateSchema>['Resources'];

/** Returns the path of the copy, in a folder of its own with the functions' zips, until `remove`. */
export async function changedTemplate(
  templatePath: string,
  change: (resources: TemplateResources) => TemplateResources,
  zips: Readonly<Record<string, Uint8Array>> = {},
): Promise<{ templatePath: string; remove(): Promise<void> }> {
  const from = dirname(templatePath);
  const template = templateSchema.parse(JSON.parse(await readFile(templatePath, 'utf8')));
  const folder = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  for (const name of await readdir(from))
    if (name.endsWith('.zip')) await copyFile(join(from, name), join(folder, name));
  for (const [name, bytes] of Object.entries(zips)) await writeFile(join(folder, `${name}.zip`), bytes);
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify({ ...template, Resources: change(template.Resources) }));
  return { templatePath: path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Throws when the template has no such resource: the benchmark would measure something else. */
export function withProperties(resources: TemplateResources, logicalId: string, properties: object): TemplateResources {
  const resource = resources[logicalId];
  if (resource === undefined) throw new Error(`the template has no ${logicalId}`);
  return { ...resources, [logicalId]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

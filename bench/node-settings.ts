/** How Node itself is set up where a function is deployed. */
import * as z from 'zod';
import { loadTemplate, resourcesOfType } from '../local/template.ts';

const settingsSchema = z.object({ NODE_OPTIONS: z.string().optional(), MALLOC_ARENA_MAX: z.string().optional() });

const functionSchema = z.object({ Handler: z.string(), Environment: z.object({ Variables: settingsSchema }) });

/**
 * The environment by which the packaged template sets up the function's Node, and the C library below it. Throws an Error for a
 * function it does not have.
 */
export async function nodeSettings(templatePath: string, functionName: string): Promise<NodeJS.ProcessEnv> {
  const functions = resourcesOfType(await loadTemplate(templatePath), 'AWS::Lambda::Function');
  const found = functions
    .map(({ properties }) => functionSchema.parse(properties))
    .find(({ Handler }) => Handler.split('/')[1] === functionName);
  if (found === undefined) throw new Error(`the template has no function ${functionName}`);
  return found.Environment.Variables;
}

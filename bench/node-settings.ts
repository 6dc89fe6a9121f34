/** How Node itself is set up where a function is deployed. */
import * as z from 'zod';
import { loadTemplate, resourcesOfType } from '../local/template.ts';

const functionSchema = z.object({
  Handler: z.string(),
  Environment: z.object({ Variables: z.looseObject({ NODE_OPTIONS: z.string().optional() }) }),
});

/** The environment by which the packaged template sets up the function's Node. Throws an Error for a function it does not have. */
export async function nodeSettings(templatePath: string, functionName: string): Promise<NodeJS.ProcessEnv> {
  const functions = resourcesOfType(await loadTemplate(templatePath), 'AWS::Lambda::Function');
  const found = functions
    .map(({ properties }) => functionSchema.parse(properties))
    .find(({ Handler }) => Handler.split('/')[1] === functionName);
  if (found === undefined) throw new Error(`the template has no function ${functionName}`);
  const { NODE_OPTIONS } = found.Environment.Variables;
  return NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS };
}

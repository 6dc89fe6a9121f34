/** The template that packaging writes, packaged now if the sources have changed: what tests make their resources from. */
import { packageService } from '../../infra/package.ts';
import { loadTemplate, type Template } from '../../local/template.ts';

export async function loadPackagedTemplate(): Promise<Template> {
  const { templatePath } = await packageService();
  return loadTemplate(templatePath);
}

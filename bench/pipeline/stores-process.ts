/** The embedded S3, DynamoDB and SQS with the packaged template's resources, in a process of their own. */
import { makeClients } from '../../local/clients.ts';
import { startEmulators } from '../../local/emulators.ts';
import { endWithParent } from '../../local/end-with-parent.ts';
import { createResources } from '../../local/resources.ts';
import { loadTemplate } from '../../local/template.ts';
import type { StoresReady } from './messages.ts';

const [templatePath = ''] = process.argv.slice(2);
endWithParent();
const { endpoints } = await startEmulators();
const template = await loadTemplate(templatePath);
const resources = await createResources({ template, stackName: 'bench', clients: makeClients(endpoints) });
const { physicalNames, queueUrls } = resources;
const ready: StoresReady = { endpoints, physicalNames, queueUrls };
process.send?.(ready);

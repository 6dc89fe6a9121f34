/** One parameter from SSM. A module of its own, so that tests of secrets can do without SSM. */
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { makeSsmClient } from './aws-clients.ts';

/** Decrypted; undefined when there is no such parameter. */
export async function readSsmParameter(name: string): Promise<string | undefined> {
  const command = new GetParametersCommand({ Names: [name], WithDecryption: true });
  const { Parameters = [] } = await makeSsmClient().send(command);
  return Parameters[0]?.Value;
}

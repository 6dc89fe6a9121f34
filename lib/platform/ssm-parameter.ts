/** One parameter from SSM. A module of its own, so that `secrets.ts` loads the client only where there is one to read. */
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';

/** Decrypted; undefined when there is no such parameter. */
export async function readSsmParameter(name: string): Promise<string | undefined> {
  const command = new GetParametersCommand({ Names: [name], WithDecryption: true });
  const { Parameters = [] } = await new SSMClient().send(command);
  return Parameters[0]?.Value;
}

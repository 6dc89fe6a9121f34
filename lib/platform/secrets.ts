/** Secrets, from SSM on AWS or straight from the environment elsewhere. Read once, when a function starts. */

export type SecretSource = { name: string; value: string | undefined; parameter: string | undefined };

/** The secret, or undefined when the environment names none or SSM has no such parameter. */
export async function readSecret({ value, parameter }: SecretSource): Promise<string | undefined> {
  if (value !== undefined || parameter === undefined) return value;
  // Loaded only where it is needed: the client costs every cold start that does not.
  const { readSsmParameter } = await import('./ssm-parameter.ts');
  return readSsmParameter(parameter);
}

/**
 * A secret that may be several, separated by commas: the current one first, then those being rotated out. Throws when
 * there is none, naming where it should be.
 */
export async function readSecretList(source: SecretSource): Promise<string[]> {
  const secrets = await readSecretsIfAny(source);
  if (secrets.length > 0) return secrets;
  const where = source.parameter === undefined ? '' : ` or the SSM parameter ${source.parameter}`;
  throw new Error(`cannot start: ${source.name}${where} is missing or empty`);
}

/** As {@link readSecretList}; none where there is none. */
export async function readSecretsIfAny(source: SecretSource): Promise<string[]> {
  const values = (await readSecret(source))?.split(',').map((part) => part.trim()) ?? [];
  return values.filter((part) => part !== '');
}

/** Secrets, from SSM on AWS or straight from the environment elsewhere. */
import { partsOf } from './parts-of.ts';
import { readSsmParameter } from './ssm-parameter.ts';

export type SecretSource = { name: string; value: string | undefined; parameter: string | undefined };

/**
 * The secret, or undefined when the environment names none or SSM has no such parameter. It is written there by hand, often
 * with the line feed of the file it came from: blanks around it are no part of it, and nothing but blanks is none.
 */
export async function readSecret({ value, parameter }: SecretSource): Promise<string | undefined> {
  if (value !== undefined || parameter === undefined) return trimmed(value);
  return trimmed(await readSsmParameter(parameter));
}

function trimmed(secret: string | undefined): string | undefined {
  return secret?.trim() || undefined;
}

/**
 * A secret that may be several, separated by commas: the current one first, then those being rotated out. Throws when
 * there is none, naming where it should be.
 */
export async function readSecretList(source: SecretSource): Promise<string[]> {
  const secrets = partsOf((await readSecret(source)) ?? '');
  if (secrets.length > 0) return secrets;
  const where = source.parameter === undefined ? '' : ` or the SSM parameter ${source.parameter}`;
  throw new Error(`cannot start: ${source.name}${where} is missing or empty`);
}

/** How long a secret that was replaced may still be used by functions that run. */
const MAX_AGE_MS = 5 * 60_000;

/**
 * A secret that may be mended while the function runs: read anew when it is needed and older than five minutes. Where it
 * cannot be read anew, the one from before goes on.
 */
export function makeSecretReader(
  source: SecretSource,
  { now, read = readSecret }: { now: () => Date; read?: typeof readSecret },
): () => Promise<string | undefined> {
  let last: { secret: string | undefined; at: number } | undefined;
  return async () => {
    const at = now().getTime();
    if (last !== undefined && at - last.at < MAX_AGE_MS) return last.secret;
    try {
      last = { secret: await read(source), at };
    } catch (error) {
      if (last === undefined) throw error;
    }
    return last.secret;
  };
}

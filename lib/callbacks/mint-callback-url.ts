/** Hands out the callback URLs of one deployment. */
import { callbackUrl, mintCapability, type Wish } from './capability.ts';

export type MintCallbackUrl = (wish: Wish) => string;

/** Minted with the first of `secrets`, the current one; the others only verify until they are gone. */
export function makeMintCallbackUrl({
  secrets: [secret],
  baseUrl,
}: {
  secrets: readonly string[];
  baseUrl: string;
}): MintCallbackUrl {
  if (secret === undefined) throw new Error('no secret to mint callback URLs with');
  return (wish) => callbackUrl(baseUrl, wish.vendor, mintCapability(secret, wish));
}

/** One GET below Hume's base URL, with the key. */
import { AccessRefused } from '../../platform/errors.ts';
import { urlBelow } from '../../platform/url-below.ts';
import { makeRequestVendor, type RequestLimits, type VendorAnswer, type VendorRequest } from '../request.ts';

export type HumeApiDeps = {
  baseUrl: string;
  /** Undefined where none is configured: then nothing is asked. */
  apiKey: string | undefined;
  fetch: typeof fetch;
  limits?: Partial<RequestLimits>;
};

export type HumeRequest = Omit<VendorRequest, 'url' | 'headers'> & { path: string };
export type RequestHume = (request: HumeRequest) => Promise<VendorAnswer>;

const CHECK_THE_KEY = 'check the API key (HUME_API_KEY)';

/** Throws AccessRefused without a key or when Hume does not take it, and otherwise as {@link makeRequestVendor} says. */
export function makeRequestHume({ baseUrl, apiKey, fetch, limits }: HumeApiDeps): RequestHume {
  const refusals = { 401: CHECK_THE_KEY, 403: CHECK_THE_KEY };
  const request = makeRequestVendor({ vendorTitle: 'Hume', fetch, checkTheKey: CHECK_THE_KEY, refusals, limits });
  return async ({ path, ...about }) => {
    if (apiKey === undefined) throw new AccessRefused('Hume cannot be asked: HUME_API_KEY is not configured');
    return request({ ...about, url: urlBelow(baseUrl, path), headers: { 'X-Hume-Api-Key': apiKey } });
  };
}

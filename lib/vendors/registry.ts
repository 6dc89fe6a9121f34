/** The vendors of a deployment, by the name that stands in callback URLs and job keys. */
import type { Vendor } from './vendor.ts';

export type VendorRegistry = ReadonlyMap<string, Vendor>;

export function makeVendorRegistry(...vendors: readonly Vendor[]): VendorRegistry {
  return new Map(vendors.map((vendor) => [vendor.name, vendor]));
}

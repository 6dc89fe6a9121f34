/** A URL below a configured base, which people write with and without a slash at its end. `path` begins with one. */
export function urlBelow(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}${path}`;
}

/** Moments as they are kept, ISO-8601 UTC, which sort as text. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export function after(at: Date, ms: number): string {
  return new Date(at.getTime() + ms).toISOString();
}

export function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

export function later(a: string, b: string): string {
  return a > b ? a : b;
}

/** The order of two texts by their UTF-16 code units: that of keys, the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The parts of a list separated by commas; blanks around them do not matter, and empty parts are none. */
export function partsOf(list: string): string[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

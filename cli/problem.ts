/** What a command ends with when it cannot do its work. Both are written as one line. */

/** The input, the environment or the other side is not what it should be: the command ends with 1. */
export class Problem extends Error {}

/** The command itself is wrong: it ends with 2, and how it is to be used. */
export class WrongUsage extends Error {}

/** Nothing that someone else wrote moves the cursor of a terminal, or fills the screen. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').slice(0, 500);
}

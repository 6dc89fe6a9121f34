/** Modules that are not in a bundle, though something in it names them. */

/** `export const finalize =`, `export async function headStream(`, `export class Md5Js {`, `export { processSchema as process }`. */
const EXPORTED = /^export (?:(?:async )?(?:const|function|class) (\w+)|\{ \w+ as (\w+) \})/gm;

/** What a module of a package exports by its own name. */
export function namesExportedBy(source: string): string[] {
  return [...source.matchAll(EXPORTED)].flatMap(([, name, alias]) => alias ?? name ?? []);
}

/** A module with these exports, each of which says when it is called why it is not there. */
export function refusing(names: readonly string[], reason: string): string {
  return [
    `const refuse = () => { throw new Error(${JSON.stringify(reason)}); };`,
    ...names.map((name) => `export const ${name} = refuse;`),
  ].join('\n');
}

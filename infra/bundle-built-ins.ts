/** What esbuild cannot know by itself of Node. */
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Takes of Node's built-in modules what is used of them. Imported as an ES module, a built-in is read in full to make its
 * named exports, parts that are otherwise loaded on their first use included: `node:http` then brings undici and HTTP/2,
 * which is a fifth of the receiver's cold start.
 */
export const builtInsByName: Plugin = {
  name: 'built-ins-by-name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'built-in', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({ contents: moduleOf(path, namesIn(path)) }));
  },
};

/** Each export by itself, and without an effect: esbuild drops those that nobody asks for. */
function moduleOf(path: string, names: readonly string[]): string {
  return [
    `const builtIn = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
    'export default builtIn;',
    ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtIn.${name})();`),
  ].join('\n');
}

function namesIn(path: string): string[] {
  return Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) => /^\w+$/.test(name) && name !== 'default');
}

/** `import("node:http")`. */
const ASKED_FOR_LATER = /\bimport\((["']node:\w+["'])\)/g;

/**
 * A built-in that a package asks for at run time is asked for in place. As an import of the bundle it would be a file of its
 * own, to be found, read and compiled at the first request.
 */
export const builtInsInPlace: Plugin = {
  name: 'built-ins-in-place',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/]@(smithy|aws|aws-sdk)[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(ASKED_FOR_LATER, (_, name) => `Promise.resolve(${namespaceOf(name)})`);
      return contents === source ? undefined : { contents };
    });
  },
};

/** As `import()` gives it, without reading what is loaded on its first use. */
function namespaceOf(name: string): string {
  const builtIn = `process.getBuiltinModule(${name})`;
  return `{ __proto__: ${builtIn}, default: ${builtIn} }`;
}

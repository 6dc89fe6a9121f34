/** What esbuild cannot know by itself of Node. */
import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const ASKED_FOR_LATER = 'built-in-later';

/**
 * Takes of Node's built-in modules what is used of them. Imported as an ES module, a built-in is read in full to make its
 * named exports, parts that are otherwise loaded on their first use included: `node:http` then brings undici and HTTP/2,
 * which is a fifth of the receiver's cold start.
 */
export const builtInsByName: Plugin = {
  name: 'built-ins-by-name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path)
        ? { path, namespace: kind === 'dynamic-import' ? ASKED_FOR_LATER : 'built-in', sideEffects: false }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({ contents: moduleOf(path, namesIn(path)) }));
    // Whoever asks at run time has all names: those behind a getter are the ones that load more.
    onLoad({ filter: /.*/, namespace: ASKED_FOR_LATER }, ({ path }) => ({
      contents: moduleOf(
        path,
        namesIn(path).filter((name) => !isLoadedOnUse(path, name)),
      ),
    }));
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

function isLoadedOnUse(path: string, name: string): boolean {
  return Object.getOwnPropertyDescriptor(process.getBuiltinModule(path), name)?.get !== undefined;
}

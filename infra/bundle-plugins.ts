/** What esbuild cannot know by itself of Node and of the AWS SDK. Each plugin says what it spares a cold start. */
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Takes Node's built-in modules as objects. Imported as an ES module, a built-in is read in full to make its named
 * exports, parts that are otherwise loaded on their first use included: `node:http` then brings undici and HTTP/2, which
 * is a fifth of the receiver's cold start.
 */
export const builtInsAsObjects: Plugin = {
  name: 'built-ins-as-objects',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'built-in', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** `const _h = "http";` at the head of the SDK's schemas, and `{ [_h]: … }` in them. */
const NAMED_TEXT = /^const (\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(\w+)\]:/g;

/**
 * Writes the keys of the AWS SDK's schemas as what they are. esbuild keeps whatever has a computed key, since computing it
 * might have an effect: all of S3's operations, of which the receiver has one. A schema that is written otherwise than
 * expected here stays as it is, and the bundle too large for its budget.
 */
export const droppableSchemas: Plugin = {
  name: 'droppable-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map([...source.matchAll(NAMED_TEXT)].map(([, name, text]) => [name, text]));
      return { contents: source.replace(COMPUTED_KEY, (key, name) => (texts.has(name) ? `${texts.get(name)}:` : key)) };
    });
  },
};

/**
 * Credentials from the environment, where Lambda puts its role's, and from nowhere else: the other ways of the SDK's chain
 * (profiles, single sign-on, processes, tokens, the instance's metadata) are for laptops and servers, and a quarter of the
 * receiver's bytes. The command line runs from its sources, and has them all.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const credentialsOfTheEnvironment: Plugin = {
  name: 'credentials-of-the-environment',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: dirname(path),
    }));
  },
};

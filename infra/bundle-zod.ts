/** What esbuild is told of zod. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { namesExportedBy, refusing } from './bundle-stand-in.ts';

/**
 * Sets zod's `jitless` before any schema is made: it walks its schemas, where it would write a parser for each object's and
 * have it compiled. For a function that parses a few documents at a time: compiling them is a part of its first request, and
 * of any later one a parser saves microseconds.
 */
export const parsersNotCompiled: Plugin = {
  name: 'parsers-not-compiled',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/]core\.js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\nconfig({ jitless: true });`,
    }));
  },
};

/**
 * Leaves out what makes a JSON Schema of a schema, which each schema carries along: for functions that never ask for one.
 * Whoever asks is told so.
 */
export const noJsonSchemas: Plugin = {
  name: 'no-json-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ }, async ({ path }) => {
      const names = namesExportedBy(await readFile(path, 'utf8'));
      // Called for each schema as it is made, to make the method that nobody calls.
      const makers = names.filter((name) => name.startsWith('create'));
      const reason = 'JSON Schemas are not in this bundle: see infra/bundle-zod.ts';
      return {
        contents: [
          refusing(
            names.filter((name) => !makers.includes(name)),
            reason,
          ),
          ...makers.map((name) => `export const ${name} = () => refuse;`),
        ].join('\n'),
      };
    });
  },
};

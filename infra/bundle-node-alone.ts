/** What the AWS SDK takes along for browsers and for other Nodes, or loads of Node for what no function ever gives to it. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { namesExportedBy, refusing } from './bundle-stand-in.ts';

/** Web streams, browsers' names, and digests in JavaScript for a Node without them: written beside Node's own, and never run. */
const NEVER_RUN =
  /(util-stream[\\/].*\.browser|createUserAgentStringParsingProvider|[\\/](?:Sha1|Sha256|Md5|Crc32)Js)\.js$/;

/** Leaves out what only browsers and other Nodes run, 50 KB. Should it be called, it says so. */
export const nodeAlone: Plugin = {
  name: 'node-alone',
  setup({ onLoad }) {
    onLoad({ filter: NEVER_RUN }, async ({ path }) => ({
      contents: refusing(
        namesExportedBy(await readFile(path, 'utf8')),
        'What is not for Node is not in this bundle: see infra/bundle-node-alone.ts',
      ),
    }));
  },
};

/**
 * Random ids from `node:crypto`, which is loaded anyway. The SDK asks for the global `crypto`, and for `getRandomValues` where
 * there is none: for either, Node loads WebCrypto at each start, 4 ms.
 */
export const idsWithoutWebCrypto: Plugin = {
  name: 'ids-without-web-crypto',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /serde[\\/]uuid[\\/]v4\.js$/ }, () => ({
      contents: "import { randomUUID } from 'node:crypto';\nexport const bindV4 = () => () => randomUUID();",
    }));
    onResolve({ filter: /^node:crypto$/ }, ({ path, importer }) =>
      /[\\/]serde[\\/]index\.js$/.test(importer) ? { path, namespace: 'no-random-values' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no-random-values' }, () => ({
      contents: 'export const getRandomValues = undefined;',
    }));
  },
};

/**
 * What is sent is bytes, and what comes is Node's own streams. Of each body the SDK asks whether it might be a web stream,
 * and so has Node load them, 3 ms; and for one whose length is not plain, whether it is a file's stream, which Node loads
 * with all of `fs/promises` as soon as it is named, 2 ms.
 */
export const bodiesAreBytes: Plugin = {
  name: 'bodies-are-bytes',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /[\\/](stream-type-check|createChecksumStream|isStreamingPayload)\.js$/ }, async ({ path }) => ({
      contents: `const ReadableStream = undefined;\n${await readFile(path, 'utf8')}`,
    }));
    onResolve({ filter: /^node:fs$/ }, ({ path, importer }) =>
      /[\\/]calculateBodyLength\.js$/.test(importer) ? { path, namespace: 'no-files' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no-files' }, () => ({
      contents: `export class ReadStream {}\n${refusing(['fstatSync', 'lstatSync'], 'No body is a file: see infra/bundle-node-alone.ts')}`,
    }));
  },
};

/** What esbuild cannot know by itself of the AWS SDK. Each plugin says what it spares a cold start. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** `const _h = "http";` at the head of the SDK's schemas, and `{ [_h]: … }` in them. */
const NAMED_TEXT = /^const (\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(\w+)\]:/g;
/** `n0_registry.registerError(NoSuchKey$, NoSuchKey);`: a service's own errors, not the one that they all extend. */
const OWN_ERROR = /^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm;

/**
 * Errors that keep a class of their own: those that `lib/` tells apart by it, and those that the SDK tries again because
 * of it. Any other is its service's `…ServiceException`, with the name, message and status that the service gave.
 */
export const errorsWithClass = ['ConditionalCheckFailedException', 'NoSuchKey', 'ReplicatedWriteConflictException'];

/**
 * Leaves esbuild free to drop what is not used of the AWS SDK's schemas. It keeps whatever might have an effect: what has
 * a computed key, all of S3's operations, of which the receiver has one; and every error that a service ever answers,
 * 60 KB of SSM's 70. A schema that is written otherwise than expected here stays as it is, and the bundle too large for
 * its budget.
 */
export const droppableSchemas: Plugin = {
  name: 'droppable-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map([...source.matchAll(NAMED_TEXT)].map(([, name, text]) => [name, text]));
      return {
        contents: source
          .replace(COMPUTED_KEY, (key, name) => (texts.has(name) ? `${texts.get(name)}:` : key))
          .replace(OWN_ERROR, (registration, name) => (errorsWithClass.includes(name) ? registration : '')),
      };
    });
  },
};

/** Of a client's `package.json` the version, which is all that it says of itself to AWS. */
export const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
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

/**
 * Settings (region, endpoints, FIPS, retries, …) from the environment too: a function has no `~/.aws`, in which each client
 * would look for each of them at its first request. A setting is what the environment says, and the SDK's default where it
 * says nothing, or nothing that can be read. The SDK's own way to that default is by two errors a setting, each with its
 * stack.
 */
export const settingsOfTheEnvironment: Plugin = {
  name: 'settings-of-the-environment',
  setup({ onLoad }) {
    onLoad({ filter: /node-config-provider[\\/]configLoader\.js$/ }, ({ path }) => ({
      contents: `
        import { memoize } from '../property-provider/memoize';
        export const loadConfig = ({ environmentVariableSelector, default: otherwise }, { signingName, logger } = {}) =>
          memoize(async () => {
            try {
              const setting = environmentVariableSelector(process.env, { signingName, logger });
              if (setting !== undefined) return setting;
            } catch {}
            return typeof otherwise === 'function' ? otherwise() : otherwise;
          });`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * DynamoDB's client makes a cache of discovered endpoints, which none of its requests asks: the service has but one endpoint
 * a region.
 */
export const noDiscoveredEndpoints: Plugin = {
  name: 'no-discovered-endpoints',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]index\.js$/ }, () => ({
      contents: 'export class EndpointCache {}',
    }));
  },
};

/**
 * Nothing streams events (S3's `SelectObjectContent` would). S3's client takes their codec along at the start, and every
 * client asks for it when it needs it.
 */
export const noEventStreams: Plugin = {
  name: 'no-event-streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) => ({
      path,
      namespace: kind === 'dynamic-import' ? 'event-streams-later' : 'event-streams',
    }));
    onLoad({ filter: /.*/, namespace: 'event-streams' }, () => ({
      contents: `
        export const eventStreamSerdeProvider = undefined;
        export const resolveEventStreamSerdeConfig = (config) => config;`,
    }));
    onLoad({ filter: /.*/, namespace: 'event-streams-later' }, () => ({
      contents: "throw new Error('Event streams are not in this bundle: see infra/bundle-aws-sdk.ts');",
    }));
  },
};

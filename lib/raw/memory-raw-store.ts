/** Raw bytes in memory: the store that tests of everything above it run on. Passes the same suite as S3's. */
import { Permanent } from '../platform/errors.ts';
import { demandRangeBytes, tooShort } from './byte-range.ts';
import { digesting, digestOf } from './digest.ts';
import type { RawBytes, RawRanges, RawStreams, RawUrls } from './raw-store.ts';

export function makeMemoryRawStore(): RawBytes & RawStreams & RawRanges & RawUrls {
  const objects = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => {
      objects.set(key, new Uint8Array(bytes));
      return { key, versionId: null, ...digestOf(bytes) };
    },
    putStream: async (key, stream, limitBytes) => {
      const digested = digesting(stream, limitBytes);
      // A copy of each: its giver may fill it again.
      const bytes = Buffer.concat(await Array.fromAsync(digested.stream, (chunk) => new Uint8Array(chunk)));
      objects.set(key, bytes);
      return { key, versionId: null, ...digested.digest() };
    },
    find: async (key) => {
      const bytes = objects.get(key);
      return bytes && { key, versionId: null, ...digestOf(bytes) };
    },
    read: async ({ key }) => {
      const bytes = objects.get(key);
      if (bytes === undefined) throw new Permanent(`no readable object under ${key}`);
      return (async function* () {
        yield bytes;
      })();
    },
    readRange: async ({ key }, { begin, end }) => {
      const wantedBytes = demandRangeBytes({ begin, end });
      const bytes = objects.get(key)?.slice(begin, end);
      if (bytes === undefined) throw new Permanent(`no readable object under ${key}`);
      if (bytes.length !== wantedBytes) throw tooShort(key);
      return bytes;
    },
    urlOf: async ({ key }, expiresInSeconds) => `memory:${key}?expires=${expiresInSeconds}`,
  };
}

/** One source of a Hume result while it is read: what went wrong in it comes after its files, and is put on them. */
import { Malformed, Permanent } from '../../platform/errors.ts';
import { MAX_QUOTED_ERRORS, quoteVendor } from '../vendor.ts';
import { type HeldFile, holdFile, holdFilePacked } from './held-file.ts';
import { type ReadFile, unreadFile } from './read-file.ts';
import type { HumeSource } from './schemas.ts';

/** So many files wait as they are, which takes up to some 20 MB. Nearly every source has fewer. */
const MAX_UNPACKED_FILES = 256;
/**
 * The others wait packed, about 2 KB for each model: an archive of some 20,000 pictures fits, and Hume takes 1 GB. Of a
 * larger one the first files do not wait: an error about them is counted for the job alone.
 */
const MAX_PACKED_BYTES = 48 * 1024 * 1024;

/** They wait for the files that they are about; each takes up to some 2 KB. */
const MAX_ERRORS = 50_000;

export type FileError = { message: string; path: string | undefined };

export type OpenSource = {
  readonly index: number;
  /** The order of keys is not promised: the source may be named after its files. */
  name(source: HumeSource): void;
  addFile(file: ReadFile): void;
  /** Throws Permanent for more than can wait. */
  addError(error: FileError): void;
  /** Throws Malformed when nothing said which source it is. */
  close(): void;
};

/**
 * `onFile` is told of each file once, in order, when nothing more can be said of it, and of the errors that are about all
 * files; `onError` of each error.
 */
export function makeOpenSource(
  index: number,
  onFile: (file: HeldFile, source: HumeSource, index: number, errorsOfAll: readonly string[]) => void,
  onError: () => void,
  maxPackedBytes = MAX_PACKED_BYTES,
): OpenSource {
  let source: HumeSource | undefined;
  const held: HeldFile[] = [];
  let packedBytes = 0;
  let files = 0;
  /** Paths of files that could not wait any longer. */
  const gone = new Set<string>();
  const errors: FileError[] = [];
  /** How many there are about each path, or about none. */
  const errorsAbout = new Map<string | undefined, number>();

  const letGo = (about: HumeSource) => {
    while (packedBytes > maxPackedBytes) {
      const oldest = held.shift();
      if (oldest === undefined) return;
      packedBytes -= oldest.packedBytes;
      if (oldest.path !== undefined) gone.add(oldest.path);
      onFile(oldest, about, index, []);
    }
  };

  const addError = ({ message, path }: FileError) => {
    onError();
    const about = (errorsAbout.get(path) ?? 0) + 1;
    errorsAbout.set(path, about);
    // No file keeps more of them in words, and each would be put on every file that it is about.
    if (about > MAX_QUOTED_ERRORS) return;
    if (errors.length >= MAX_ERRORS) throw new Permanent(`a source with errors about more than ${MAX_ERRORS} files`);
    errors.push({ message: quoteVendor(message), path });
  };

  /** A file that nothing but an error tells of. */
  const tellOf = (path: string | undefined): HeldFile => {
    const file = holdFile(unreadFile(path));
    held.push(file);
    return file;
  };

  return {
    index,
    name: (named) => {
      source = named;
    },
    addFile: (file) => {
      files += 1;
      const waiting = held.length < MAX_UNPACKED_FILES ? holdFile(file) : holdFilePacked(file);
      held.push(waiting);
      packedBytes += waiting.packedBytes;
      if (source !== undefined) letGo(source);
    },
    addError,
    /** An error belongs to the file it names, to all files of the source when it names none, or is a file of its own. */
    close: () => {
      if (source === undefined) throw new Malformed(`not a Hume result: element ${index} has no source`);
      if (files === 0 && errors.length === 0) {
        addError({ message: 'Hume gave no result for this source', path: undefined });
      }
      const byPath = Map.groupBy(held, ({ path }) => path);
      for (const { message, path } of errors) {
        if (path === undefined || gone.has(path)) continue;
        const concerned = byPath.get(path) ?? [tellOf(path)];
        byPath.set(path, concerned);
        for (const file of concerned) file.addError(message);
      }
      const ofAll = errors.filter(({ path }) => path === undefined).map(({ message }) => message);
      if (held.length === 0 && ofAll.length > 0) tellOf(undefined);
      for (const file of held) onFile(file, source, index, ofAll.slice(0, MAX_QUOTED_ERRORS));
    },
  };
}

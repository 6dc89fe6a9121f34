/** Which files of a result have their rows, counted from its first one: many are written at the same time. */
import { createHash } from 'node:crypto';
import type { Progress } from '../progress.ts';

type Place = Pick<Progress, 'files' | 'fileKeysSha256'>;

export type FilesDone = {
  /** Keys of the files so far, in the result's order. */
  fileKeys: readonly string[];
  /**
   * To be asked for each file in the result's order. `other files`: those before this one are not the ones that were done,
   * and none of them is.
   */
  open(fileKey: string): 'done before' | 'other files' | { done: () => void };
  /** Up to the first that is not done. */
  reached(): Place;
};

const NONE: Place = { files: 0, fileKeysSha256: digestOf([]) };

export function makeFilesDone(from: Place = NONE): FilesDone {
  const fileKeys: string[] = [];
  let files = from.files;
  /** Places of those that were done before one that came earlier. */
  const ahead = new Set<number>();

  return {
    fileKeys,
    open: (fileKey) => {
      const place = fileKeys.push(fileKey) - 1;
      if (place < from.files) {
        const isLast = place === from.files - 1;
        return isLast && digestOf(fileKeys) !== from.fileKeysSha256 ? 'other files' : 'done before';
      }
      return {
        done: () => {
          ahead.add(place);
          while (ahead.delete(files)) files += 1;
        },
      };
    },
    reached: () => (files === from.files ? from : { files, fileKeysSha256: digestOf(fileKeys.slice(0, files)) }),
  };
}

function digestOf(fileKeys: readonly string[]): string {
  const hash = createHash('sha256');
  for (const fileKey of fileKeys) hash.update(`${fileKey}\n`);
  return hash.digest('hex');
}

/** All of a Hive task's result, of which some calls answer a part of the frames only. */
import { Permanent } from '../../platform/errors.ts';
import type { ByteStream } from '../vendor.ts';
import type { TaskPage } from './task-page.ts';

/** What Hive gives at once where nothing is said, as an old document has it. */
export const PAGE_FRAMES = 200;
/** Three hours at 18 frames a second. */
const MAX_PAGES = 1000;

/** The page from a frame on. */
export type ReadPage = (offset: number) => Promise<TaskPage>;

/**
 * The result, byte for byte, from its first page on, which without a `readPage` is all of it: a single page as it is,
 * several as a JSON array of them, which summarising reads as one task. Two pages are read before it is known to be of
 * several; the others follow while it is read. Throws what `readPage` throws, also from the middle.
 */
export async function allPages(first: TaskPage, readPage: ReadPage | undefined): Promise<ByteStream> {
  if (readPage === undefined) return single(first.bytes);
  const others = pagesAfter(first, readPage);
  const second = await others.next();
  return second.done ? single(first.bytes) : listed([first, second.value], others);
}

async function* single(bytes: Uint8Array): ByteStream {
  yield bytes;
}

async function* listed(read: readonly TaskPage[], others: AsyncIterable<TaskPage>): ByteStream {
  let before = '[';
  for (const { bytes } of read) {
    yield Buffer.from(before);
    yield bytes;
    before = ',';
  }
  for await (const { bytes } of others) {
    yield Buffer.from(before);
    yield bytes;
  }
  yield Buffer.from(']');
}

/**
 * A page that says what the one before said, or nothing, is no further one: the offset was not heeded, or is past the end.
 */
async function* pagesAfter(first: TaskPage, readPage: ReadPage): AsyncGenerator<TaskPage, void> {
  const outputsSoFar: number[] = [];
  let page = first;
  for (let pages = 1; hasMore(page, outputsSoFar); pages += 1) {
    if (pages >= MAX_PAGES) throw new Permanent(`the Hive task has more than ${MAX_PAGES} pages`);
    const next = await readPage(pages * PAGE_FRAMES);
    if (next.statusDigest === page.statusDigest || next.entries.every(({ outputs }) => outputs === 0)) return;
    yield next;
    page = next;
  }
}

/** Adds the page to what came so far. An entry is at its end where a page is not full, or has reached its last frame. */
function hasMore({ entries }: TaskPage, outputsSoFar: number[]): boolean {
  let isUnfinished = false;
  for (const [index, { outputs, frames }] of entries.entries()) {
    const soFar = (outputsSoFar[index] ?? 0) + outputs;
    outputsSoFar[index] = soFar;
    if (outputs >= PAGE_FRAMES && (frames === undefined || soFar < frames)) isUnfinished = true;
  }
  return isUnfinished;
}

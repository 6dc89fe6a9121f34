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
  let page = first;
  let offset = offsetAfter(first, 0);
  for (let pages = 1; offset !== undefined; pages += 1) {
    if (pages >= MAX_PAGES) throw new Permanent(`the Hive task has more than ${MAX_PAGES} pages`);
    const next = await readPage(offset);
    if (next.statusDigest === page.statusDigest || next.entries.every(({ outputs }) => outputs === 0)) return;
    yield next;
    page = next;
    offset = offsetAfter(next, offset);
  }
}

/**
 * Where to go on after a page that begins at `offset`: where the first of its entries ends that has more, for a page may be
 * larger than it was asked to be. An entry is at its end where the page is not full, or has reached its last frame.
 */
function offsetAfter({ entries }: TaskPage, offset: number): number | undefined {
  const ends = entries
    .filter(({ outputs, frames }) => outputs >= PAGE_FRAMES && (frames === undefined || offset + outputs < frames))
    .map(({ outputs }) => offset + outputs);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

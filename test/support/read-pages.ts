/** Reads a paged list to its end, as a user would. */
import type { Page, PageRequest } from '../../lib/platform/pages.ts';

/** No list in these tests has more pages; one that goes on is one that never ends. */
const MOST_PAGES = 1000;

/** The pages, each with its items; the last one had no cursor. */
export async function readPages<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit, ...(cursor !== undefined && { cursor }) });
    pages.push(page.items);
    cursor = page.cursor;
    if (pages.length > MOST_PAGES) throw new Error(`the list goes on after ${MOST_PAGES} pages`);
  } while (cursor !== undefined);
  return pages;
}

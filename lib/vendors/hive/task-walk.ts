/** The structure of a Hive task, as it was called back or fetched: one object, or an array of its pages. */
import { Malformed } from '../../platform/errors.ts';
import type { CutRules } from '../../summaries/reader/cut-plan.ts';
import { makeJsonCutter } from '../../summaries/reader/json-cutter.ts';
import { type Entry, type EntryTally, makeEntryTally } from './entry-tally.ts';
import type { HiveInput } from './schemas.ts';

/** What was read of a task, before it is judged. */
export type Task = { id: string | undefined; input: HiveInput | undefined; entries: Entry[] };

export type TaskWalk = {
  write(chunk: Uint8Array): void;
  /** Call once after the last chunk. Throws Malformed, as `write` does, when this was no task or not all of it. */
  end(): Task;
};

/** Entries of the same index are one entry, whose outputs go on from page to page. */
export function makeTaskWalk(): TaskWalk {
  const tallies: EntryTally[] = [];
  let entry = makeEntryTally(0);
  let id: string | undefined;
  let pages = 0;
  let hasStatus = false;
  let index = 0;

  const openPage = () => {
    pages += 1;
    hasStatus = false;
    index = 0;
  };
  const closePage = () => {
    if (!hasStatus) throw new Malformed('not a Hive task: it has no status list');
  };

  const rulesBelow = (root: string): Required<CutRules> => {
    const at = (path: string) => (root === '' ? path : `${root}.${path}`);
    const output = at('status[].response.output[]');
    return {
      cut: {
        [at('id')]: (value) => {
          if (typeof value !== 'string') return;
          if (id !== undefined && id !== value) throw new Malformed('not a Hive task: its pages are of several tasks');
          id = value;
        },
        [at('status[].status')]: (value) => entry.setStatus(value),
        [at('status[].response.input')]: (value) => entry.setInput(value),
        [at('status[].response.moderated_classes')]: (value) => entry.setModeratedClasses(value),
        [`${output}.start_char_index`]: (value) => entry.setPosition('begin', value),
        [`${output}.end_char_index`]: (value) => entry.setPosition('end', value),
        [`${output}.classes`]: (value) => entry.setOutputClasses(value),
        [`${output}.classifications[]`]: (value) => entry.addSentence(value),
      },
      open: {
        [at('status')]: () => {
          hasStatus = true;
        },
        [at('status[]')]: () => {
          entry = tallies[index] ??= makeEntryTally(index);
          index += 1;
        },
        [output]: () => entry.openOutput(),
        [`${output}.classifications`]: () => entry.openSentences(),
      },
      close: { [output]: () => entry.closeOutput() },
    };
  };

  const whole = rulesBelow('');
  const paged = rulesBelow('[]');
  let isPaged = false;
  const cutter = makeJsonCutter({
    cut: { ...whole.cut, ...paged.cut },
    open: {
      ...whole.open,
      ...paged.open,
      '': (_, kind) => {
        isPaged = kind === 'array';
        if (!isPaged) openPage();
      },
      '[]': openPage,
    },
    close: {
      ...whole.close,
      ...paged.close,
      '': () => {
        if (!isPaged) closePage();
      },
      '[]': closePage,
    },
  });

  return {
    write: cutter.write,
    end: () => {
      cutter.end();
      if (pages === 0) throw new Malformed('not a Hive task: it has no pages');
      const input = tallies.find((tally) => tally.input !== undefined)?.input;
      return { id, input, entries: tallies.map((tally) => tally.close()) };
    },
  };
}

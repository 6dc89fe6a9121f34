/**
 * The structure of a Hive task, as it was called back or fetched: one object, or an array of its pages. Or of what V3
 * answers at once, whose one model's output is the document's own.
 */
import { Malformed, Permanent } from '../../platform/errors.ts';
import { type ElementReader, makeElementReader } from '../../summaries/in-place/element-reader.ts';
import type { Kernel } from '../../summaries/in-place/kernel.ts';
import type { InPlace } from '../../summaries/reader/in-place-step.ts';
import { makePlannedCutter } from '../../summaries/reader/json-cutter.ts';
import { type Entry, type EntryTally, makeEntryTally } from './entry-tally.ts';
import { outputsInPlace } from './output-in-place.ts';
import { completedBy, type HiveInput, NO_INPUT } from './schemas.ts';
import { OUTPUT_OF_ANSWER, OUTPUT_OF_ENTRY, type Page, pathsBelow, type TaskParts, taskPlan } from './task-plan.ts';

export type TaskSchema = 'hive-task-v2' | 'hive-answer-v3';

/** One for each model that looked at the file: a project of Hive's has a few. */
const MAX_ENTRIES = 100;

/** What was read of a task, before it is judged: what its entries came to, and where each of them stands. */
export type Task = {
  schema: TaskSchema;
  id: string | undefined;
  input: HiveInput;
  entries: { where: string; entry: Entry }[];
};

export type TaskWalk = {
  write(chunk: Uint8Array): void;
  /**
   * Call once after the last chunk. Throws Malformed, as `write` does, when this was no task or not all of it; and that
   * throws Permanent for one of more entries or classes than can be read.
   */
  end(): Task;
};

type PlacedTally = { where: string; tally: EntryTally };

/**
 * Entries of the same index are one entry, whose outputs go on from page to page. Without a kernel all parts are cut out and
 * parsed: slower, with the same outcome.
 */
export function makeTaskWalk(kernel?: Kernel): TaskWalk {
  const tallies: PlacedTally[] = [];
  const answer = tallyAt('the answer');
  let index = 0;
  let isPaged = false;
  let schema: TaskSchema | undefined;
  let id: string | undefined;

  const closePage = () => {
    const { page } = parts;
    const found = schemaOf(page);
    if (found === undefined) throw new Malformed('not a Hive task: it has no status list');
    const pageId = found === 'hive-task-v2' ? page.id : page.taskId;
    const isOther = id !== undefined && pageId !== undefined && id !== pageId;
    if (isOther || (schema !== undefined && schema !== found)) {
      throw new Malformed('not a Hive task: its pages are of several tasks');
    }
    schema = found;
    id ??= pageId;
  };

  const parts: TaskParts = {
    entry: answer.tally,
    answer: answer.tally,
    page: emptyPage(),
    openRoot: (kind) => {
      isPaged = kind === 'array';
      if (!isPaged) parts.openPage();
    },
    closeRoot: () => {
      if (!isPaged) closePage();
    },
    openPage: () => {
      parts.page = emptyPage();
      index = 0;
    },
    closePage,
    openEntry: () => {
      if (index >= MAX_ENTRIES) throw new Permanent(`a Hive task with more than ${MAX_ENTRIES} entries`);
      const placed = tallies[index] ?? tallyAt(`status[${index}]`);
      tallies[index] = placed;
      parts.entry = placed.tally;
      index += 1;
    },
  };

  const inPlaceBelow = (root: string, reader: ElementReader): InPlace['rules'] => {
    const at = pathsBelow(root);
    return {
      ...outputsInPlace(at(OUTPUT_OF_ENTRY), () => parts.entry, reader),
      ...outputsInPlace(at(OUTPUT_OF_ANSWER), () => answer.tally, reader),
    };
  };
  const inPlaceWith = (kernel: Kernel): InPlace => {
    const reader = makeElementReader(kernel);
    return { kernel, rules: { ...inPlaceBelow('', reader), ...inPlaceBelow('[]', reader) } };
  };

  const cutter = makePlannedCutter(taskPlan(), parts, kernel && inPlaceWith(kernel));

  return {
    write: cutter.write,
    end: () => {
      cutter.end();
      if (schema === undefined) throw new Malformed('not a Hive task: it has no pages');
      if (schema === 'hive-answer-v3') answer.tally.setStatus({ code: '0' });
      const found = schema === 'hive-answer-v3' ? [answer] : tallies;
      return {
        schema,
        id,
        input: found.map(({ tally }) => tally.input).reduce(completedBy, NO_INPUT),
        entries: found.map(({ where, tally }) => ({ where, entry: tally.close() })),
      };
    },
  };
}

function tallyAt(where: string): PlacedTally {
  return { where, tally: makeEntryTally(where) };
}

function emptyPage(): Page {
  return { id: undefined, taskId: undefined, hasStatus: false, hasOutput: false };
}

/** An acknowledgement has a `task_id` as well, and no output. Undefined for what is neither. */
function schemaOf({ taskId, hasStatus, hasOutput }: Page): TaskSchema | undefined {
  if (hasStatus) return 'hive-task-v2';
  return hasOutput && taskId !== undefined ? 'hive-answer-v3' : undefined;
}

/** Where the parts of a Hive task are, in each of its forms, and whom they are told. */
import { type CutPlan, compilePlan, type PlanRules } from '../../summaries/reader/cut-plan.ts';
import type { EntryTally } from './entry-tally.ts';
import { outputRules } from './output-rules.ts';

/** A page as far as it says what it is a page of. */
export type Page = { id: string | undefined; taskId: string | undefined; hasStatus: boolean; hasOutput: boolean };

/** What is told of one task, in the order of the document. */
export type TaskParts = {
  /** The one that was opened last. */
  entry: EntryTally;
  /** The one of a document whose output is its own. */
  readonly answer: EntryTally;
  /** The one that was opened last. */
  page: Page;
  openRoot(kind: 'array' | 'object'): void;
  closeRoot(): void;
  openPage(): void;
  closePage(): void;
  openEntry(): void;
};

export const OUTPUT_OF_ENTRY = 'status[].response.output[]';
export const OUTPUT_OF_ANSWER = 'output[]';

let compiled: CutPlan<TaskParts> | undefined;

/** Compiled with the first task, for all: it takes as long as reading a small one. */
export function taskPlan(): CutPlan<TaskParts> {
  compiled ??= compilePlan(taskRules());
  return compiled;
}

/** `root` is the pattern of a page. */
export function pathsBelow(root: string): (path: string) => string {
  return (path) => (root === '' ? path : `${root}.${path}`);
}

function taskRules(): PlanRules<TaskParts> {
  const whole = rulesBelow('');
  const paged = rulesBelow('[]');
  return {
    cut: { ...whole.cut, ...paged.cut },
    open: {
      ...whole.open,
      ...paged.open,
      '': (task, kind) => task.openRoot(kind),
      '[]': (task) => task.openPage(),
    },
    close: { ...whole.close, ...paged.close, '': (task) => task.closeRoot(), '[]': (task) => task.closePage() },
    absent: { ...whole.absent, ...paged.absent },
  };
}

function rulesBelow(root: string): Required<PlanRules<TaskParts>> {
  const at = pathsBelow(root);
  const ofEntry = outputRules(at(OUTPUT_OF_ENTRY), ({ entry }: TaskParts) => entry);
  const ofAnswer = outputRules(at(OUTPUT_OF_ANSWER), ({ answer }: TaskParts) => answer);
  return {
    cut: {
      ...ofEntry.cut,
      ...ofAnswer.cut,
      [at('id')]: ({ page }, value) => {
        if (typeof value === 'string') page.id = value;
      },
      [at('task_id')]: ({ page }, value) => {
        if (typeof value === 'string') page.taskId = value;
      },
      [at('model')]: ({ answer }, value) => answer.setInput({ model: value }),
      [at('status[].status')]: ({ entry }, value) => entry.setStatus(value),
      [at('status[].response.input')]: ({ entry }, value) => entry.setInput(value),
      [at('status[].response.moderated_classes')]: ({ entry }, value) => entry.setModeratedClasses(value),
    },
    open: {
      ...ofEntry.open,
      ...ofAnswer.open,
      [at('status')]: ({ page }) => {
        page.hasStatus = true;
      },
      [at('status[]')]: (task) => task.openEntry(),
      [at('output')]: ({ page }) => {
        page.hasOutput = true;
      },
    },
    close: { ...ofEntry.close, ...ofAnswer.close },
    absent: {
      ...ofEntry.absent,
      ...ofAnswer.absent,
      [at('status[]')]: (task) => {
        task.openEntry();
        task.entry.fail('an entry of null');
      },
    },
  };
}

/**
 * Where a Hive task is asked for by its id. Hive documents that it can be, and not how: so the URL is configured, with
 * placeholders for what differs from task to task.
 */

export type Frames = { offset: number; limit: number };

export type TaskUrl = {
  /** Whether the URL asks for a part of the frames. */
  isPaged: boolean;
  of(taskId: string, frames: Frames): string;
};

const TASK_ID = '{task_id}';
const FRAME_OFFSET = '{frame_offset}';
const FRAME_LIMIT = '{frame_limit}';
/** Stands for a task id where only the form of the URL matters. */
const EXAMPLE_ID = '0';

/**
 * Without placeholders for frames an answer is taken for the whole task, though Hive may give its first 200 frames only.
 * Throws an Error that says what is wrong with the template and does not repeat it.
 */
export function makeTaskUrl(template: string): TaskUrl {
  const problem = problemOfTaskUrl(template);
  if (problem !== undefined) throw new Error(`the URL of Hive tasks ${problem}`);
  return {
    isPaged: template.includes(FRAME_OFFSET),
    of: (taskId, { offset, limit }) => filled(template, taskId, { offset, limit }),
  };
}

/** What is wrong with a template, as the end of a sentence that begins with its name. Undefined when nothing is. */
export function problemOfTaskUrl(template: string): string | undefined {
  const example = filled(template, EXAMPLE_ID, { offset: 0, limit: 0 });
  if (!template.includes(TASK_ID)) return `must contain ${TASK_ID}`;
  if (template.includes(FRAME_OFFSET) !== template.includes(FRAME_LIMIT)) {
    return `must contain both ${FRAME_OFFSET} and ${FRAME_LIMIT}, or neither`;
  }
  if (/[{}]/.test(example)) return `must contain no placeholders but ${TASK_ID}, ${FRAME_OFFSET} and ${FRAME_LIMIT}`;
  const url = URL.parse(example);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an http(s) URL';
  if (url.username !== '' || url.password !== '') return 'must hold no user name and no password';
  if (url.hash !== '' || example.includes('#')) return 'must have no fragment, for that is not sent';
  const hasFixedOrigin = /^https?:\/\/[^/?{}]+[/?]/i.test(template);
  return hasFixedOrigin ? undefined : 'must have its placeholders after the host';
}

function filled(template: string, taskId: string, { offset, limit }: Frames): string {
  return template
    .replaceAll(TASK_ID, encodeURIComponent(taskId))
    .replaceAll(FRAME_OFFSET, String(offset))
    .replaceAll(FRAME_LIMIT, String(limit));
}

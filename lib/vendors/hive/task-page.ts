/** One answer about a Hive task: the whole task, or the part of it in a range of frames. */
import { createHash } from 'node:crypto';
import { Retryable } from '../../platform/errors.ts';
import { hiveTaskSchema } from './schemas.ts';

export type TaskPage = {
  /** As Hive sent them. */
  bytes: Uint8Array;
  /** A task without entries has not been looked at yet. */
  isFinished: boolean;
  /** How long each entry's output is, in the order of `status[]`, and how many frames its medium has, where that is said. */
  entries: { outputs: number; frames: number | undefined }[];
  /** Of what the page says of the medium, without what may differ from answer to answer. */
  statusDigest: string;
};

/** Throws Retryable when the answer is no task, or another one. */
export function readTaskPage(taskId: string, { bytes, json }: { bytes: Uint8Array; json: unknown }): TaskPage {
  const { data } = hiveTaskSchema.safeParse(json);
  if (data === undefined) throw new Retryable('Hive answered a task that cannot be read');
  const { id, status } = data;
  if (id !== undefined && id !== null && id !== taskId) throw new Retryable('Hive answered another task');
  const entries = (status ?? []).map((entry) => {
    const { output, input } = entry?.response ?? {};
    return { outputs: output?.length ?? 0, frames: input?.media?.num_frames ?? undefined };
  });
  const statusDigest = createHash('sha256')
    .update(JSON.stringify(status ?? []))
    .digest('hex');
  return { bytes, isFinished: entries.length > 0, entries, statusDigest };
}

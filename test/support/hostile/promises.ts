/** What holds whatever comes: nothing kept changes but what may, and nothing secret is said or written down. */
import assert from 'node:assert/strict';
import * as z from 'zod';
import { type Job, jobSchema } from '../../../lib/jobs/job.ts';
import { mayBecome } from '../../../lib/jobs/statuses.ts';
import type { LogLine } from '../fakes.ts';
import { type KeptVerdex, SECRETS } from './kept-verdex.ts';
import { changesBetween, type Snapshot } from './recording-stores.ts';
import { MARKER } from './texts.ts';

/** Everything else is as it was. A job that may change moves as jobs do, and forgets nothing. */
export function demandOnlyChanged(before: Snapshot, after: Snapshot, mayChange: (key: string) => boolean): void {
  const changes = changesBetween(before, after);
  assert.deepEqual(
    changes.filter((key) => !mayChange(key)),
    [],
    'changed, and must not have been',
  );
  for (const key of changes) {
    const [was, is] = [before.get(key), after.get(key)];
    if (key.startsWith('jobs/')) demandLegalChange(was, is);
    // What is kept under a callback's name is its content, for ever.
    if (/^raw\/(callbacks|unreadable|aside)\//.test(key)) assert.equal(was, undefined, 'raw bytes were written over');
    if (key.startsWith('bindings/')) assert.equal(was, undefined, 'a capability was bound anew');
  }
}

function demandLegalChange(was: string | undefined, is: string | undefined): void {
  const job = jobSchema.parse(JSON.parse(is ?? 'null'));
  const isSettled = ['indexed', 'failed', 'parked'].includes(job.status);
  assert.equal(job.dueAt === null, isSettled, 'a job that has not ended has a time to be looked at again');
  if (job.dueAt !== null) assert.equal(new Date(job.dueAt).toISOString(), job.dueAt);
  if (was === undefined) return;
  const earlier: Job = jobSchema.parse(JSON.parse(was));
  const moves = job.history.slice(earlier.history.length - 1).map(({ status }) => status);
  for (const [from, to] of moves.slice(1).map((to, n) => [moves[n] ?? to, to] as const)) {
    assert.ok(mayBecome(from, to), `from ${from} to ${to}`);
  }
  assert.deepEqual(job.history.slice(0, earlier.history.length), earlier.history, 'the history begins as it did');
  assert.equal(job.createdAt, earlier.createdAt);
  if (earlier.announcement !== null) assert.deepEqual(job.announcement, earlier.announcement);
}

/** No secret, no capability, and nothing of what was sent. `text` is an answer, or a log line. */
export function demandDiscretion(text: string, alsoNot: readonly string[] = []): void {
  for (const secret of [...SECRETS, MARKER, ...alsoNot]) {
    if (secret !== '')
      assert.ok(!text.includes(secret), `${JSON.stringify(secret.slice(0, 60))} in ${text.slice(0, 400)}`);
  }
}

export function demandDiscreetLog({ log }: KeptVerdex, alsoNot: readonly string[] = []): void {
  for (const line of log.lines) demandDiscretion(textOf(line), alsoNot);
}

/** As it would be written: with the error, and its causes. */
function textOf({ event, fields, error }: LogLine): string {
  // A class that nobody knows is to be known: by its name, which is the vendor's.
  const { classes, ...others } = fields;
  const words = [event, JSON.stringify(event === 'unknown_classes' ? others : { classes, ...others })];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Where it is wrong may be named, by the keys on the way there; what stands there may not.
    if (cause instanceof z.ZodError) words.push(JSON.stringify(cause.issues.map(({ path: _, ...issue }) => issue)));
    else words.push(cause.message, cause.stack ?? '');
  }
  return words.join('\n');
}

/** An answer of API Gateway's format that says what it is, in JSON. */
export function demandJson(headers: Record<string, unknown> | undefined, body: string | undefined): unknown {
  const contentType = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  assert.match(String(contentType), /^application\/json(;|$)/);
  return JSON.parse(body ?? '');
}

/** Changing a kept record without a lock: whoever comes second decides again, on what is then true. */
import { Retryable } from './errors.ts';

type RevisedStore<Name, Value> = {
  read(name: Name): Promise<Value | undefined>;
  /** Writes over the revision that was read (null: over nothing), or answers `conflict` and writes nothing. */
  write(value: Value, ifRevision: number | null): Promise<'written' | 'conflict'>;
};

/** Writers of one record at one moment are few; more rounds than this mean that something is wrong. */
const MAX_CONFLICTS = 100;

/**
 * Repeats `decide` until its value is written over exactly what it decided on; a record it gives no value for is left as
 * it is. Throws Retryable when the record keeps changing.
 */
export async function changeKept<Name, Value extends { revision: number }, Answer>(
  store: RevisedStore<Name, Value>,
  name: Name,
  decide: (kept: Value | undefined) => { value?: Value; answer: Answer },
): Promise<Answer> {
  for (let round = 0; round < MAX_CONFLICTS; round += 1) {
    const kept = await store.read(name);
    const { value, answer } = decide(kept);
    if (value === undefined || (await store.write(value, kept?.revision ?? null)) === 'written') return answer;
  }
  throw new Retryable('a record kept changing while it was to be changed');
}

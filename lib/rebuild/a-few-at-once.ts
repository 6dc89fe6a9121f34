/** Work on what comes one after the other, a few at a time. */
import { allOf } from '../platform/all-of.ts';

/** None is begun after a failure, or once `signal` says so; then it throws the failure, or ends. */
export async function aFewAtOnce<T>(
  items: AsyncIterable<T>,
  { atOnce, signal }: { atOnce: number; signal: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const coming = items[Symbol.asyncIterator]();
  let hasFailed = false;
  const lane = async () => {
    while (!(hasFailed || signal.aborted)) {
      const { done = false, value } = await coming.next();
      if (done) return;
      await work(value);
    }
  };
  const lanes = Array.from({ length: atOnce }, () =>
    lane().catch((error: unknown) => {
      hasFailed = true;
      throw error;
    }),
  );
  try {
    await allOf(lanes);
  } finally {
    await coming.return?.();
  }
}

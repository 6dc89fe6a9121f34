/** A few at once, and one at a time of what concerns the same thing. */

/** Waits for a free lane, and until nothing else of that name is under way; answers how to leave. */
export type EnterLane = (name: string) => Promise<() => void>;

export function makeLanes(count: number): EnterLane {
  const taken = new Set<string>();
  const waiting: { name: string; enter: () => void }[] = [];

  const letIn = () => {
    while (taken.size < count) {
      const next = waiting.findIndex(({ name }) => !taken.has(name));
      const [entering] = next === -1 ? [] : waiting.splice(next, 1);
      if (entering === undefined) return;
      taken.add(entering.name);
      entering.enter();
    }
  };

  return (name) => {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const leave = () => {
      taken.delete(name);
      letIn();
    };
    waiting.push({ name, enter: () => resolve(leave) });
    letIn();
    return promise;
  };
}

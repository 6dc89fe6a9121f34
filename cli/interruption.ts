/** How a command that works through many things is interrupted. */

/** What a process ends with that was interrupted: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

export class Interrupted extends Error {}

/** The first interruption lets what is under way come to a clean stop; a second one need not wait. */
export function untilInterrupted(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort(new Interrupted('interrupted'));
  };
  for (const name of signals) process.on(name, onSignal);
  return {
    signal: controller.signal,
    end: () => {
      for (const name of signals) process.off(name, onSignal);
    },
  };
}

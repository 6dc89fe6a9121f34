/**
 * Ends this process when `local/setup.mjs`, which started it over an IPC channel, is gone: killed, it cannot say so.
 * Without such a parent nothing happens.
 */
export function endWithParent(beforeEnding: () => void | Promise<void> = () => {}): void {
  process.once('disconnect', () => {
    void Promise.resolve(beforeEnding()).finally(() => process.exit(1));
  });
  // A channel that is listened to would otherwise keep this process alive.
  process.channel?.unref();
}

/** An invocation that failed, named as Lambda names it: `RequestTooLarge`, `Sandbox.Timedout`, the handler's own error. */
export class InvocationError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, options: { cause?: unknown; trace?: string | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = name;
    if (options.trace !== undefined) this.stack = options.trace;
  }
}

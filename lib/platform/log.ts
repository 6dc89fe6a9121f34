/** One JSON line an event: a stable snake_case code, and the ids it is about. Never bodies, headers or tokens. */
import { Logger } from '@aws-lambda-powertools/logger';

type Fields = Record<string, string | number | boolean | null | undefined>;

export type Log = {
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  /** With the error's name, message and stack, and those of its causes. */
  error(event: string, error: unknown, fields?: Fields): void;
};

export function makeLog(): Log {
  const logger = new Logger();
  return {
    info: (event, fields = {}) => logger.info(event, { ...fields }),
    warn: (event, fields = {}) => logger.warn(event, { ...fields }),
    error: (event, error, fields = {}) =>
      logger.error(event, { ...fields, error: error instanceof Error ? error : new Error(String(error)) }),
  };
}

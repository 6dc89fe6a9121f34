/** A clock that tests set, a log and counts that they read. */
import type { Log } from '../../lib/platform/log.ts';
import type { Count } from '../../lib/platform/metrics.ts';

/** A clock that goes only when told to. */
export function makeClock(start: string) {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (ms: number) => {
      time += ms;
    },
  };
}

export type LogLine = {
  level: 'info' | 'warn' | 'error';
  event: string;
  fields: Record<string, unknown>;
  error?: unknown;
};

export function makeRecordingLog(): Log & { lines: LogLine[]; events(level: LogLine['level']): string[] } {
  const lines: LogLine[] = [];
  return {
    lines,
    events: (level) => lines.filter((line) => line.level === level).map(({ event }) => event),
    info: (event, fields = {}) => {
      lines.push({ level: 'info', event, fields });
    },
    warn: (event, fields = {}) => {
      lines.push({ level: 'warn', event, fields });
    },
    error: (event, error, fields = {}) => {
      lines.push({ level: 'error', event, fields, error });
    },
  };
}

export function makeRecordingCount(): Count & { counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const count: Count = (name, value = 1) => {
    counts.set(name, (counts.get(name) ?? 0) + value);
  };
  return Object.assign(count, { counts });
}

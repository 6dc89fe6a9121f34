/** The functions' JSON log lines, short enough to read as they come. */
import * as z from 'zod';
import { styled } from './terminal.ts';

const lineSchema = z.looseObject({
  level: z.string(),
  message: z.string(),
  timestamp: z.string().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** Fields the logger adds to every line, of no interest where there is one service and one machine. */
const COMMON_FIELDS = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'error',
  'stack',
]);

/** Lines that are not the logger's are shown as they are. Undefined for metrics, and for a sweep that found nothing. */
export function describeLogLine(line: string, functionName: string): string | undefined {
  const value = parsed(line);
  if (isMetric(value)) return undefined;
  const { data } = lineSchema.safeParse(value);
  if (data?.message === 'jobs_swept' && data.due === 0) return undefined;
  if (data === undefined) return styled('dim', `  ${functionName}  ${line}`);
  const fields = Object.entries(data)
    .filter(([name, value]) => !COMMON_FIELDS.has(name) && value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`);
  const text = [
    data.timestamp?.slice(11, 19) ?? '        ',
    functionName.padEnd(16),
    data.message,
    ...fields,
    ...(data.error === undefined ? [] : [data.error.message]),
  ]
    .join('  ')
    // What a vendor said must not move the reader's cursor.
    .replace(/\p{Cc}/gu, '·');
  if (data.level === 'ERROR') return styled('red', `  ${text}`);
  return data.level === 'WARN' ? styled('yellow', `  ${text}`) : `  ${text}`;
}

/** CloudWatch's embedded metric format. */
function isMetric(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_aws' in value;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';

/**
 * Of this process so far: Linux's own high-water mark. `resourceUsage().maxRSS` will not do: a new process inherits its
 * parent's. Throws an Error where there is no /proc.
 */
export function peakResidentBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error('this benchmark reads its peak memory from /proc, as Linux has it');
  return Number(kilobytes) * 1024;
}

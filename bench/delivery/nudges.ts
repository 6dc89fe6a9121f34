/** How many nudges found something to do, told by the workers' own log. */
import * as z from 'zod';

const lineSchema = z.looseObject({ message: z.string() });

export type NudgeCounts = { workedOn: number; inVain: number };

/** `counts` goes on counting while lines come. A worker that is killed takes its last lines with it. */
export function makeNudgeCounter(): { onLog: (line: string) => void; counts: NudgeCounts } {
  const counts = { workedOn: 0, inVain: 0 };
  return {
    counts,
    onLog(line) {
      if (!line.includes('"job_')) return;
      const { message } = lineSchema.parse(JSON.parse(line));
      if (message === 'job_settled') counts.workedOn += 1;
      if (message === 'job_not_claimed') counts.inVain += 1;
    },
  };
}

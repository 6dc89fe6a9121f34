/** A plain reading of a whole Hive task, written from what the vendor documents alone. */
import type { Place } from '../../lib/summaries/file-summary.ts';

type Scored = {
  classes: { class: string; score: number }[];
  start_timestamp?: number;
  end_timestamp?: number;
  start_char_index: number;
  end_char_index: number;
};
export type HiveTask = {
  status: {
    status: { code: string };
    response: {
      input: { media?: { url: string | null } };
      moderated_classes: string[];
      output: (Scored & { classifications?: Scored[] })[];
    };
  }[];
};

type Maximum = { max: number | null; at: Place | null; count: number };
export type PlainModeration = {
  severity: number | null;
  severityClass: string | null;
  severityAt: Place | null;
  classes: Record<string, Maximum>;
};
export type PlainTask = { url: string | undefined; items: number; moderation: PlainModeration };

/** The classes of the headline, as the service is packaged; the first of equals gives its name. */
const HEADLINE = ['sexual', 'hate', 'violence', 'bullying', 'child_exploitation'];

/** Undefined when the vendor could not read the input: nothing of it is a result. */
export function readHiveTask(task: HiveTask): PlainTask | undefined {
  const [entry] = task.status.filter(({ status }) => status.code === '0');
  if (entry === undefined) return undefined;
  const { input, moderated_classes, output } = entry.response;
  const items = output.flatMap((part) => part.classifications ?? [part]);
  const names = new Set([...moderated_classes, ...items.flatMap(({ classes }) => classes.map((each) => each.class))]);
  const classes = Object.fromEntries([...names].map((name) => [name, maximumOf(name, items)]));
  const worst = HEADLINE.flatMap((name) => {
    const { max = null, at = null } = classes[name] ?? {};
    return max === null ? [] : [{ name, max, at }];
  }).toSorted((a, b) => b.max - a.max)[0];
  const isHarmless = worst?.max === 0;
  return {
    url: input.media?.url ?? undefined,
    items: items.length,
    moderation: {
      severity: worst?.max ?? null,
      severityClass: isHarmless ? null : (worst?.name ?? null),
      severityAt: isHarmless ? null : (worst?.at ?? null),
      classes,
    },
  };
}

function maximumOf(name: string, items: readonly Scored[]): Maximum {
  const scores = items.flatMap((item) =>
    item.classes.filter((each) => each.class === name).map(({ score }) => ({ score, at: placeOf(item) })),
  );
  const [first] = scores.toSorted((a, b) => b.score - a.score);
  return { max: first?.score ?? null, at: first?.at ?? null, count: scores.length };
}

function placeOf({ start_timestamp, end_timestamp, start_char_index, end_char_index }: Scored): Place {
  const time = start_timestamp !== undefined &&
    end_timestamp !== undefined && { time: { begin: start_timestamp, end: end_timestamp } };
  return { ...time, position: { begin: start_char_index, end: end_char_index } };
}

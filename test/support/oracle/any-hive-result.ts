/** Hive tasks at random: entries of several models, some of which failed; pages of one task; answers as V3 gives them. */
import fc from 'fast-check';
import { anyBareText, anyFrames, anySpeech, anyText, anyUnread, type Plan } from './any-hive-entry.ts';
import { anyShare, mayLack } from './any-spelling.ts';
import type { Document, Zones } from './spelled-json.ts';

const media = fc.record({
  url: mayLack(fc.constantFrom('https://A.test/Clip.mp4?s=1', 'https://u:p@a.test/é.mp4', 's3://Bucket/x'), 2),
  filename: mayLack(fc.constantFrom('clip.mp4', 'é😀.m4a', '__proto__'), 2),
  mimetype: fc.constantFrom('video/mp4', 'audio/mpeg', 'audio/mpeg', undefined),
  duration: mayLack(
    anyShare.map((share) => share * 900),
    2,
  ),
});
/** How many frames there should be; and what says nothing of that. */
const frames = fc.oneof(
  { weight: 4, arbitrary: fc.nat(6) },
  { weight: 2, arbitrary: fc.constantFrom(null, undefined, -1, 2.5, '3') },
);

const code = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('0', '0', 0) },
  { weight: 1, arbitrary: fc.constantFrom('2', 500, '-1') },
);
const plan = fc.oneof(
  { weight: 3, arbitrary: anySpeech },
  { weight: 3, arbitrary: anyText },
  { weight: 9, arbitrary: anyFrames },
  { weight: 1, arbitrary: anyBareText },
  { weight: 1, arbitrary: anyUnread },
);

type Shown = {
  isMissing: boolean;
  plan: Plan;
  code: string | number;
  message: string | null;
  hasMedia: boolean;
  frames: unknown;
};
const shown: fc.Arbitrary<Shown> = fc.record({
  /** Null instead of the entry. */
  isMissing: fc.nat(30).map((chance) => chance === 0),
  plan,
  code,
  message: fc.constantFrom('SUCCESS', 'é "no"\n', null),
  hasMedia: fc.nat(3).map((chance) => chance > 0),
  frames,
});

function entryOf(
  { plan: { modelType, output, moderated }, code: said, message, hasMedia, frames: num_frames }: Shown,
  medium: object,
) {
  return {
    status: { code: said, message },
    response: {
      input: { model: 'm_1', model_type: modelType, hash: 'ab', media: hasMedia ? { ...medium, num_frames } : null },
      moderated_classes: moderated,
      language: 'EN',
      output,
    },
  };
}

/** Outputs before and after a place: those of one entry on two pages, which may overlap. */
function pagesOf(entries: readonly Shown[], medium: object, { cut, overlap }: { cut: number; overlap: number }) {
  return [0, 1].map((page) => {
    const status = entries.map((each) => {
      const { output } = each.plan;
      const part = Array.isArray(output)
        ? output.slice(...(page === 0 ? [0, cut] : [Math.max(0, cut - overlap)]))
        : output;
      return entryOf({ ...each, plan: { ...each.plan, output: part } }, medium);
    });
    return { id: 'task-1', code: 200, status };
  });
}

const task = fc
  .record({
    entries: fc.array(shown, { minLength: 1, maxLength: 3 }),
    medium: media,
    cut: fc.nat(3),
    overlap: fc.constantFrom(0, 0, 1, 2),
    isPaged: fc.nat(7).map((chance) => chance === 0),
    id: fc.constantFrom('task-1', 'task-1', undefined),
  })
  .map(({ entries, medium, cut, overlap, isPaged, id }) => {
    if (isPaged) return pagesOf(entries, medium, { cut, overlap });
    const status = entries.map((each) => (each.isMissing ? null : entryOf(each, medium)));
    return { id, code: 200, project_id: 7, status, from_cache: false };
  });

/** Without an output it could not be told from the acknowledgement of a task. */
const answerOf = (model: string) => (plan: Plan) => ({
  task_id: 'task-3',
  model,
  version: '1',
  output: plan.output ?? [],
});
const v3 = fc.oneof(anyFrames.map(answerOf('hive/visual-moderation')), anyText.map(answerOf('hive/text-moderation')));

export const anyHiveResult: fc.Arbitrary<Document> = fc.oneof(
  { weight: 7, arbitrary: task },
  { weight: 1, arbitrary: v3 },
) as fc.Arbitrary<Document>;

const ELEMENT = /\.(classifications|bounding_poly|classes)\.\d+/;
/** Inside what is read as one piece keys may come twice. */
export const HIVE_ZONES: Zones = { isOpen: () => true, isElement: (at) => ELEMENT.test(at) };

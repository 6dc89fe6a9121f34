/**
 * Files that reach a severity and in which an emotion is strong as well, whoever said which. No index answers both at once:
 * the files of that severity are gone through, and what is known of each is read.
 */
import { createHash } from 'node:crypto';
import { Malformed } from '../platform/errors.ts';
import { ownEntry } from '../platform/own-entry.ts';
import type { Page, PageRequest } from '../platform/pages.ts';
import type { EmotionScore } from '../summaries/file-summary.ts';
import type { IndexQueries, SeverityHit } from './file-index.ts';

/** Per request, as many as the largest page has. */
const MOST_FILES_READ = 100;
/** Each goes on behind the last, for what is still missing on the page. */
const MOST_ROUNDS = 4;
/** Of one file; one that more jobs looked at than that is named in the answer. */
const MOST_SUMMARIES_READ = 100;
const FILES_AT_ONCE = 10;

export type EmotionAtLeast = {
  emotion: string;
  /** The least mean, in the view of one model of one job: scores of different models are never put together. */
  minScore: number;
  /** Only this model's view. */
  model?: string | undefined;
};

export type EmotionView = EmotionScore & { vendor: string; jobId: string; model: string };

export type JointHit = SeverityHit & { emotions: EmotionView[] };

type Severe = Parameters<IndexQueries['mostSevere']>[0];
type View = { emotions: EmotionView[]; isWhole: boolean };

/**
 * In the order of `mostSevere`. A page that is short and has a cursor stopped at a bound on what one request reads.
 * `notWhollyRead`: keys of the page's files of which only the first 100 jobs' summaries were read, found or not.
 */
export async function askJointly(
  index: Pick<IndexQueries, 'mostSevere' | 'summariesOf'>,
  { severe, emotion }: { severe: Severe; emotion: EmotionAtLeast },
  { limit, cursor: given }: PageRequest,
): Promise<Page<JointHit> & { notWhollyRead: string[] }> {
  const views = new Map<string, Promise<View>>();
  const items: JointHit[] = [];
  const notWhollyRead = new Set<string>();
  let cursor = given === undefined ? undefined : innerCursor(emotion, given);
  let round = 0;
  do {
    const wanted = Math.min(limit - items.length, MOST_FILES_READ - views.size);
    const found = await index.mostSevere(severe, { limit: wanted, cursor });
    for (let start = 0; start < found.items.length; start += FILES_AT_ONCE) {
      const hits = found.items.slice(start, start + FILES_AT_ONCE);
      for (const { hit, view } of await Promise.all(hits.map(lookAt))) {
        if (!view.isWhole) notWhollyRead.add(hit.fileKey);
        if (view.emotions.length > 0) items.push({ ...hit, emotions: view.emotions });
      }
    }
    cursor = found.cursor;
    round += 1;
  } while (cursor !== undefined && items.length < limit && round < MOST_ROUNDS && views.size < MOST_FILES_READ);
  return {
    items,
    cursor: cursor === undefined ? undefined : outerCursor(emotion, cursor),
    notWhollyRead: [...notWhollyRead],
  };

  /** Several jobs of one file are several hits: it is read once. */
  async function lookAt(hit: SeverityHit) {
    const view = views.get(hit.fileKey) ?? viewOf(index, hit.fileKey, emotion);
    views.set(hit.fileKey, view);
    return { hit, view: await view };
  }
}

async function viewOf(
  index: Pick<IndexQueries, 'summariesOf'>,
  fileKey: string,
  { emotion, minScore, model: only }: EmotionAtLeast,
): Promise<View> {
  const emotions: EmotionView[] = [];
  let read = 0;
  let cursor: string | undefined;
  do {
    const page = await index.summariesOf(fileKey, { limit: MOST_SUMMARIES_READ - read, cursor });
    for (const { vendor, jobId, emotions: models } of page.items) {
      for (const [model, { all }] of Object.entries(models)) {
        const score = ownEntry(all, emotion);
        const isAsked = only === undefined || model === only;
        if (isAsked && score !== undefined && score.mean >= minScore) emotions.push({ vendor, jobId, model, ...score });
      }
    }
    read += page.items.length;
    cursor = page.cursor;
  } while (cursor !== undefined && read < MOST_SUMMARIES_READ);
  return { emotions, isWhole: cursor === undefined };
}

/** The cursor of `mostSevere` says nothing of the emotion: it would go on in another question's list. */
function outerCursor(emotion: EmotionAtLeast, cursor: string): string {
  return `${nameOf(emotion)}.${cursor}`;
}

function innerCursor(emotion: EmotionAtLeast, cursor: string): string {
  const prefix = `${nameOf(emotion)}.`;
  if (!cursor.startsWith(prefix)) throw new Malformed('cursor: not one that this query answered');
  return cursor.slice(prefix.length);
}

function nameOf({ emotion, minScore, model = '' }: EmotionAtLeast): string {
  const question = JSON.stringify([emotion, minScore, model]);
  return createHash('sha256').update(question).digest('base64url').slice(0, 11);
}

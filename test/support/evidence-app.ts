/** The evidence route over raw bytes in memory, with summaries that say which of them their numbers are from. */

import { makeMemoryRawStore } from '../../lib/raw/memory-raw-store.ts';
import type { RawRanges } from '../../lib/raw/raw-store.ts';
import type { FileSummary, Place } from '../../lib/summaries/file-summary.ts';
import type { Policy } from '../../lib/summaries/policy.ts';
import type { ByteRange } from '../../lib/summaries/reader/cut-plan.ts';
import { type ClassAbout, makeFileSummary, POLICY } from './index-summaries.ts';
import { makeTestApp } from './query-app.ts';

const STANDARD: Policy = { ...POLICY, name: 'standard' };
/** Nothing counts but spam. */
const SPAM: Policy = { ...STANDARD, name: 'spam', version: 3, severityClasses: ['spam'] };

export const JOY = '{"emotions":[{"name":"Joy","score":0.5}]}';
export const FILE_KEY = makeFileSummary({ ref: 'a' }).fileKey;

export function evidencePath(query: string, job = 'vendor=hume&jobId=job-1'): string {
  return `/files/${FILE_KEY}/evidence?${job}&${query}`;
}

/** @param readRange in the place of the store's own */
export function makeEvidenceApp(readRange?: RawRanges['readRange']) {
  const raw = makeMemoryRawStore();
  const asked: { key: string; range: ByteRange }[] = [];
  const rawRanges: RawRanges = {
    readRange: (ref, range) => {
      asked.push({ key: ref.key, range });
      return (readRange ?? raw.readRange)(ref, range);
    },
  };
  return {
    // Nothing of the store is handed to the API but what is counted.
    ...makeTestApp({ policies: [STANDARD, SPAM], rawRanges }),
    raw,
    asked,
    /** A raw result that holds the elements, each with its place in it. */
    keep: async (elements: readonly string[], filler = ' ') => {
      const places = elements.map((element, index): Place => {
        const begin = elements.slice(0, index).join(filler).length + (index === 0 ? 0 : filler.length);
        return { time: { begin: index, end: index }, bytes: { begin, end: begin + element.length } };
      });
      return { places, ref: await raw.put('results/hume/job-1/ab', Buffer.from(elements.join(filler))) };
    },
  };
}

/** Joy, and an insult, that reached 0.5 there. */
export function felt(place: Place | undefined, raw: FileSummary['raw']): FileSummary {
  const peak = place ?? {};
  const face = {
    predictions: 3,
    groups: 1,
    top: [],
    all: { Joy: { mean: 0.1, max: 0.5, peak } },
    toxicity: { insult: { max: 0.5, peak } },
    notSummarised: [],
  };
  return { ...makeFileSummary({ ref: 'a' }), emotions: { face }, raw };
}

export function moderated(classes: Record<string, ClassAbout>, raw: FileSummary['raw']): FileSummary {
  return { ...makeFileSummary({ ref: 'a', classes }), raw };
}

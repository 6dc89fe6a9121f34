/** The classes of Hive's text moderation, and of speech moderation, which is the same model over a transcript. */
import type { ClassEntry, HiveProduct } from './class-entry.ts';
import { type HeadTable, singleHeads } from './head-table.ts';

/** Levels 0..3, 3 the worst: the classes of Hive's first text model, and the four that its page on speech shows. */
const FIRST_SEVERITIES = ['sexual', 'hate', 'violence', 'bullying'];

/** Levels 0..3 as well; came later. */
const LATER_SEVERITIES = ['drugs'];

/**
 * Classes of later models, of which no page we know says how many levels they have. Read as severities, so that they
 * count for the headline: what may be a cry for help is to be seen by a person.
 */
const LEVELS_UNKNOWN = [
  'weapons',
  'self_harm',
  'self_harm_intent',
  'child_safety',
  'sexual_description',
  'violent_description',
];

/** 0 or 3 and nothing between: a 3 says "present", not "worst of its kind". */
const TWO_LEVELS = ['child_exploitation', 'gibberish', 'spam', 'promotions', 'phone_number'];

/** It sends the reader elsewhere, of a kind with promotions, and read like them, for want of a page that says it. */
const REDIRECTION = ['redirection'];

/** That somebody under age is spoken of is no violation; it makes others worse. 0 or 3, as its users report. */
const MENTIONS_OF_MINORS = ['minor_implicitly_mentioned', 'minor_explicitly_mentioned'];

type KnownFrom = Pick<ClassEntry, 'source' | 'confidence'>;
type Sources = Record<'first' | 'later' | 'twoLevels' | 'unpublished', KnownFrom>;

const TEXT_PAGE: KnownFrom = {
  source: 'https://docs.thehive.ai/docs/classification-text',
  confidence: 'documented',
};

/** The nine of `unpublished` complete the 19 classes that others say they had in live answers of January 2026. */
export const TEXT_HEADS: readonly HeadTable[] = textHeads('text', {
  first: TEXT_PAGE,
  later: TEXT_PAGE,
  twoLevels: {
    source: 'https://docs.thehive.ai/docs/detailed-class-descriptions-text-moderation',
    confidence: 'documented',
  },
  unpublished: {
    source:
      'https://github.com/code-payments/flipcash2-server/blob/bc2b5919f3768a3987b8d9bb1927e6650feb7222/moderation/util.go',
    confidence: 'reported',
  },
});

/** Says that speech moderation is text moderation over speech-to-text; hence the classes that its reference leaves out. */
const SPEECH_OVERVIEW: KnownFrom = {
  source: 'https://docs.thehive.ai/docs/audiovideotext',
  confidence: 'reported',
};

export const SPEECH_HEADS: readonly HeadTable[] = textHeads('speech', {
  first: { source: 'https://docs.thehive.ai/reference/speech-moderation', confidence: 'documented' },
  later: SPEECH_OVERVIEW,
  twoLevels: SPEECH_OVERVIEW,
  unpublished: SPEECH_OVERVIEW,
});

function textHeads(product: HiveProduct, sources: Sources): HeadTable[] {
  const severity = { product, scale: 'severity' } as const;
  const twoLevel = { product, scale: 'two-level' } as const;
  return [
    ...singleHeads({ ...severity, ...sources.first }, 'violation', FIRST_SEVERITIES),
    ...singleHeads({ ...severity, ...sources.later }, 'violation', LATER_SEVERITIES),
    ...singleHeads({ ...severity, ...sources.unpublished }, 'violation', LEVELS_UNKNOWN),
    ...singleHeads({ ...twoLevel, ...sources.twoLevels }, 'violation', TWO_LEVELS),
    ...singleHeads({ ...twoLevel, ...sources.unpublished }, 'violation', REDIRECTION),
    ...singleHeads({ ...twoLevel, ...sources.unpublished }, 'neutral', MENTIONS_OF_MINORS),
  ];
}

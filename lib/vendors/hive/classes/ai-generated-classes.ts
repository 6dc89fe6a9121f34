/** The classes of Hive's detection of pictures, videos and sound that a machine made, and of deepfakes. */
import { exclusiveHead, type HeadTable, joinedHead, looseHead } from './head-table.ts';

const PICTURES = {
  product: 'ai-generated',
  scale: 'probability',
  source: 'https://docs.thehive.ai/reference/ai-generated-image-and-video-detection-1',
  confidence: 'documented',
} as const;

/** What customers' code has beyond the page, as from the same model's live answers. */
const LIVE_PICTURES = {
  ...PICTURES,
  source: 'https://docs.thehive.ai/reference/ai-generated-and-deepfake-content-detection',
  confidence: 'reported',
} as const;

const DEEPFAKE = {
  product: 'deepfake',
  scale: 'probability',
  source: 'https://docs.thehive.ai/reference/deepfake-detection-1',
  confidence: 'documented',
} as const;

const AUDIO = {
  product: 'audio',
  scale: 'probability',
  source: 'https://docs.thehive.ai/reference/ai-generated-audio-detection-1',
  confidence: 'documented',
} as const;

/**
 * Who made it. Which generator it was is no violation beside ai_generated. The list grows with Hive's model and each
 * answer has its own model's, so that one that is missing is no news.
 */
const GENERATORS = `
  4o adobefirefly amused aniportrait bingimagecreator cogvideos cosmos dalle deepfloyd dmd2 emu3 flashvideo flux gan glide
  grok hailuo haiper hallo hedra hive hunyuan ideogram imagen imagen4 infinity janus kandinsky kling lcm leonardo
  liveportrait luma luminagpt makeittalk mcnet midjourney mochi omnigen pika pixart pyramidflows recraft runway sadtalker
  sana sdxlinpaint sora stablecascade stablediffusion stablediffusioninpaint stablediffusionxl switti titan transpixar
  var veo3 vqdiffusion wan wuerstchen
`;

/** Named by at least two customers, or tested by one against a recorded answer, and by no page that we know. */
const NEWER_GENERATORS = 'bria flux2 gemini gemini3 gptimage1_5 grokimagine heygen krea ltx qwen sora2';

const generation = { violation: ['ai_generated'], safe: ['not_ai_generated'] };

export const AI_GENERATED_HEADS: readonly HeadTable[] = [
  exclusiveHead(PICTURES, 'generation', generation),
  joinedHead(
    looseHead(PICTURES, 'source', {
      neutral: [...wordsOf(GENERATORS), 'other_image_generators', 'inconclusive', 'inconclusive_video'],
      safe: ['none'],
    }),
    looseHead(LIVE_PICTURES, 'source', { neutral: wordsOf(NEWER_GENERATORS) }),
  ),
  // One class: the highest score among the faces.
  looseHead(PICTURES, 'deepfake', { violation: ['deepfake'] }),
  // Comes even where the file is a picture without sound.
  exclusiveHead(LIVE_PICTURES, 'soundtrack', { violation: ['ai_generated_audio'], safe: ['not_ai_generated_audio'] }),
];

/** Scored for each face, in `bounding_poly`. */
export const DEEPFAKE_HEADS: readonly HeadTable[] = [
  exclusiveHead(DEEPFAKE, 'deepfake', { violation: ['yes_deepfake'], safe: ['no_deepfake'] }),
];

/** Of Hive's sound moderation and sound classification no page that we know names the classes. */
export const AUDIO_HEADS: readonly HeadTable[] = [exclusiveHead(AUDIO, 'generation', generation)];

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

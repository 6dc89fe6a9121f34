/** The classes of Hive's detection of music that a machine made, scored for each ten seconds of sound. */
import { exclusiveHead, type HeadTable, looseHead } from './head-table.ts';

const MUSIC = {
  product: 'ai-music',
  scale: 'probability',
  source: 'https://docs.thehive.ai/docs/ai-generated-music-detection',
  confidence: 'documented',
} as const;

export const MUSIC_HEADS: readonly HeadTable[] = [
  exclusiveHead(MUSIC, 'ai_generated_music', { violation: ['ai_generated_music'], safe: ['not_ai_generated_music'] }),
  // Vocals: a copied voice in a known song, or a song that is machine-made altogether.
  exclusiveHead(MUSIC, 'ai_generated_music_cover', {
    violation: ['ai_generated_music_cover'],
    safe: ['not_ai_generated_music_cover'],
  }),
  // Which generator it was. In Hive's own example, of music that people made, these are all next to 0: their sum is not 1.
  looseHead(MUSIC, 'attribution', {
    neutral: ['udio', 'mubert', 'musicgen', 'riffusion', 'stable_audio', 'suno'],
  }),
];

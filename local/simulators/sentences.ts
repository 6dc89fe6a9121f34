/** What people say in the simulators' recordings: harmless sentences, some with the names an entity model would link. */
import type { Random } from './random.ts';

const sentences: readonly string[] = [
  'We met in Lisbon before the others came.',
  'I did not expect that at all.',
  'Could you say it once more, slowly?',
  'The train to Vienna leaves at seven.',
  'Honestly, it was the best day of the year.',
  'He read about David Hume for the whole flight.',
  'No, leave it where it is!',
  'That noise again, every single night.',
  'She laughed so hard that we all had to stop.',
  'I think the second version is much better.',
  'They moved to Canada when I was nine.',
  'Well, let us try it and see what happens.',
  'My sister still writes letters by hand.',
  'It hurts a little when I bend the knee.',
  'Nobody told me that the meeting had moved to Monday.',
  'Look at the light over the river, it is beautiful.',
];

/** Seconds one character takes when spoken: about 150 words a minute. */
export const secondsPerCharacter = 0.07;

/** Whole sentences, at least one, that fill the duration when spoken. */
export function makeTranscript(random: Random, durationSeconds: number): string {
  let transcript = random.pick(sentences);
  while (transcript.length * secondsPerCharacter < durationSeconds) transcript += ` ${random.pick(sentences)}`;
  return transcript;
}

/** A piece of a text; indexes are characters, the end exclusive. */
export type Segment = { text: string; begin: number; end: number };

export function splitWords(text: string): Segment[] {
  return segmentsOf(text, /\S+/g);
}

export function splitSentences(text: string): Segment[] {
  return segmentsOf(text, /[^\s.!?][^.!?]*[.!?]*/g);
}

/** Capitalised words that do not open a sentence. */
export function findEntities(text: string): Segment[] {
  return segmentsOf(text, /(?<=[a-z,] )\p{Lu}\p{L}{2,}(?: \p{Lu}\p{L}+)*/gu);
}

function segmentsOf(text: string, pattern: RegExp): Segment[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const found = match[0].trimEnd();
    return { text: found, begin: match.index, end: match.index + found.length };
  });
}

/**
 * The whole task object Hive posts, for speech, text and visual moderation.
 *
 * The name of a recording (`media-name.ts`) decides: `fail` gives an entry whose inner code is not "0", `partial` a
 * second entry that failed beside a good one, `silent` a recording without speech. A text does the same by beginning
 * with the word and a colon: `fail: …`, `partial: …`. A text mostly outside the Latin script has no supported language.
 */
import { makeFrames } from './hive-frames.ts';
import type { HiveInput, HiveRequest } from './hive-request.ts';
import { type HiveProject, moderatedClasses, pickHotClasses, scoreClasses, scoreUnsupported } from './hive-scores.ts';
import { fileNameOf, readMediaName } from './media-name.ts';
import { makeRandom, type Random } from './random.ts';
import { makeTranscript, type Segment, secondsPerCharacter, splitSentences, splitWords } from './sentences.ts';

export type HiveResultOptions = { seed: string; taskId: string; project: HiveProject; createdAt: Date };

const projectIds: Record<HiveProject, number> = { speech: 41565, text: 41566, visual: 41567 };

/** What an answer says of the model, where published answers show it; the visual model's name is made up. */
const models: Record<HiveProject, { charge: number; model: string; model_version: number; model_type: string }> = {
  speech: { charge: 0.102, model: 'multilingual_v1', model_version: 2, model_type: 'TRANSCRIPTION' },
  text: {
    charge: 0.0005,
    model: 'textmod_mlbert_mlp_multilevel_jul_29_2021',
    model_version: 1,
    model_type: 'TEXT_CLASSIFICATION',
  },
  visual: { charge: 0.003, model: 'visual_simulated_v0', model_version: 1, model_type: 'CATEGORIZATION' },
};

const responses: Record<HiveProject, (request: HiveRequest, options: HiveResultOptions, random: Random) => object> = {
  speech: speechOf,
  text: textOf,
  visual: visualOf,
};
const userId = 3121654;

/** Decided by its arguments alone; the scores by the seed and the input, whatever the task. */
export function makeHiveTask(request: HiveRequest, options: HiveResultOptions): Uint8Array {
  const { taskId, project, createdAt } = options;
  const random = makeRandom(options.seed, identityOf(request.input));
  const good = () => ({
    status: { code: '0', message: 'SUCCESS' },
    response: responses[project](request, options, random),
  });
  const failed = () => ({
    status: { code: '2', message: 'could not process the input' },
    response: { input: inputOf(request, options, random, undefined), output: [] },
  });
  const task = {
    id: taskId,
    code: 200,
    project_id: projectIds[project],
    user_id: userId,
    created_on: createdAt.toISOString(),
    status: wants(request.input, 'fail') ? [failed()] : wants(request.input, 'partial') ? [good(), failed()] : [good()],
    from_cache: false,
    ...(request.metadata === undefined ? {} : { metadata: request.metadata }),
  };
  return Buffer.from(JSON.stringify(task));
}

function speechOf(request: HiveRequest, options: HiveResultOptions, random: Random): object {
  const name = readMediaName(nameOf(request.input));
  const duration = name.amount('s') ?? random.between(10, 40);
  const isSilent = name.has('silent');
  const transcript = isSilent ? '' : makeTranscript(random, duration);
  const hot = pickHotClasses('speech', random);
  return {
    input: inputOf(request, options, random, duration),
    ...emptyFindings,
    language: isSilent ? null : 'EN',
    moderated_classes: isSilent ? [] : moderatedClasses('speech'),
    output: [
      {
        transcript,
        classifications: splitSentences(transcript).map(({ text, begin, end }) => ({
          classes: scoreClasses('speech', hot, random),
          text,
          ...emptyFindings,
          start_timestamp: secondsAt(begin),
          end_timestamp: secondsAt(end),
          start_char_index: begin,
          end_char_index: end,
        })),
        words: splitWords(transcript).flatMap((word) => wordsOf(word, random)),
      },
    ],
  };
}

const emptyFindings = { custom_classes: [], text_filters: [], pii_entities: [] };

/** A word, and the punctuation after it as an entry of its own. */
function wordsOf({ text, begin, end }: Segment, random: Random): object[] {
  const [, word = text, mark = ''] = /^(.*?)([.,!?]*)$/.exec(text) ?? [];
  const entry = (type: string, value: string, time: number) => ({
    time: secondsAt(time),
    alternatives: [{ text: value, score: random.between(0.2, 1) }],
    type,
    meta: {},
  });
  return [entry('pronunciation', word, begin), ...(mark === '' ? [] : [entry('punctuation', mark, end)])];
}

function textOf(request: HiveRequest, options: HiveResultOptions, random: Random): object {
  const text = request.input.type === 'text' ? request.input.text : makeTranscript(random, 20);
  const foreign = text.match(/[^\p{Script=Latin}\p{Script=Common}]/gu)?.length ?? 0;
  const isSupported = foreign * 2 < text.length;
  return {
    input: { ...inputOf(request, options, random, undefined), inference_client_version: '5.0.6', text },
    custom_classes: [],
    text_filters: find(text, /\b(?:damn|hell|crap)\b/gi, 'profanity'),
    pii_entities: [
      ...find(text, /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'Email Address'),
      ...find(text, /\b\d{3}-\d{3}-\d{4}\b/g, 'U.S. Phone Number'),
    ],
    language: isSupported ? 'EN' : 'UNSUPPORTED',
    moderated_classes: isSupported ? moderatedClasses('text') : [],
    output: [
      {
        time: 0,
        start_char_index: 0,
        end_char_index: text.length,
        classes: isSupported ? scoreClasses('text', pickHotClasses('text', random), random) : scoreUnsupported('text'),
      },
    ],
  };
}

/** A picture is one frame, at 0. */
function visualOf(request: HiveRequest, options: HiveResultOptions, random: Random): object {
  const name = readMediaName(nameOf(request.input));
  const duration = name.kind === 'image' ? undefined : (name.amount('s') ?? random.between(10, 40));
  const output = makeFrames(Math.max(1, Math.ceil(duration ?? 1)), random);
  return { input: inputOf(request, options, random, duration, output.length), output };
}

function find(text: string, pattern: RegExp, type: string): object[] {
  return Array.from(text.matchAll(pattern), ({ 0: value, index }) => ({
    value: value.toUpperCase(),
    start_index: index,
    end_index: index + value.length,
    type,
  }));
}

function inputOf(
  { input }: HiveRequest,
  { taskId, project, createdAt }: HiveResultOptions,
  random: Random,
  duration: number | undefined,
  frames?: number,
): object {
  return {
    id: taskId,
    created_on: createdAt.toISOString(),
    user_id: userId,
    project_id: projectIds[project],
    ...models[project],
    // Its meaning is not documented, and it is no MD5 of the input: any 32 digits will do.
    hash: random.hex(32),
    ...(input.type === 'text' ? {} : { media: mediaOf(input, duration, frames) }),
  };
}

function mediaOf(
  input: Exclude<HiveInput, { type: 'text' }>,
  duration: number | undefined,
  frames: number | undefined,
): object {
  const { kind, extension } = readMediaName(nameOf(input));
  const type = kind === 'audio' ? 'AUDIO' : kind === 'image' ? 'PHOTO' : 'VIDEO';
  return {
    url: input.type === 'url' ? input.url : null,
    filename: input.type === 'media' ? input.filename : null,
    type,
    mime_type: extension === '' ? null : extension,
    mimetype: input.type === 'media' && input.mimetype !== null ? input.mimetype : `${type.toLowerCase()}/${extension}`,
    duration: duration ?? null,
    ...(frames !== undefined && { num_frames: frames }),
  };
}

function wants(input: HiveInput, word: 'fail' | 'partial'): boolean {
  if (input.type === 'text') return input.text.startsWith(`${word}:`);
  return readMediaName(nameOf(input)).has(word);
}

function nameOf(input: HiveInput): string {
  if (input.type === 'url') return fileNameOf(input.url);
  return input.type === 'media' ? input.filename : '';
}

function identityOf(input: HiveInput): string {
  if (input.type === 'media') return `media ${input.filename} ${input.bytes}`;
  return input.type === 'url' ? input.url : input.text;
}

function secondsAt(character: number): number {
  return Math.round(character * secondsPerCharacter * 100) / 100;
}

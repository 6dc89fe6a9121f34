/**
 * The results that are summarised, as the vendors' simulators give them: scores of 16 to 18 digits, some 2,530 bytes a
 * face. A few megabytes of elements are written once; a result of any size repeats them.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHiveTask } from '../../local/simulators/hive-results.ts';
import type { HiveProject } from '../../local/simulators/hive-scores.ts';
import { planHumeResult } from '../../local/simulators/hume-plan.ts';
import { groupsOf } from '../../local/simulators/hume-predictions.ts';
import type { HumeModels, HumeRequest } from '../../local/simulators/hume-request.ts';
import { makeHumeResult } from '../../local/simulators/hume-results.ts';
import { bytesOf, type Segment, type Segmented } from './segments.ts';

export const INPUT_KINDS = ['hume-face', 'hume-prosody', 'hume-mixed', 'hive-visual', 'hive-speech'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];
export type VendorName = 'hume' | 'hive';

/** Before and after the elements; each element begins with its comma. */
type Pattern = { path: string; head: Buffer; elements: readonly Buffer[]; tail: Buffer };

const SEED = 'summarise';
/** More than what a branch predictor remembers, less than what is worth keeping on a disk. */
const PATTERN_BYTES = 8_000_000;
const HIVE_BYTES = 50_000_000;

const FACE: HumeModels['face'] = {
  fps_pred: 3,
  identify_faces: false,
  min_face_size: 60,
  prob_threshold: 0.99,
  save_faces: false,
  descriptions: null,
  facs: null,
};
const PROSODY: HumeModels['prosody'] = { granularity: 'utterance', identify_speakers: false, window: null };
const LANGUAGE: HumeModels['language'] = {
  granularity: 'word',
  identify_speakers: false,
  sentiment: null,
  toxicity: null,
};

/** Writes one file; answers what makes a result of each size of it, as near to the size as whole elements come. */
export async function writeInputs(
  kind: InputKind,
  sizesBytes: readonly number[],
  folder: string,
): Promise<Segmented[]> {
  const path = join(folder, `${kind}.json`);
  if (kind === 'hive-visual' || kind === 'hive-speech') {
    const task = makeTask(kind === 'hive-visual' ? 'visual' : 'speech');
    await writeFile(path, task);
    return [{ path, segments: [{ begin: 0, end: task.length, times: 1 }] }];
  }
  const pattern =
    kind === 'hume-face'
      ? patternOfPredictions(path, 'film.mp4', { face: FACE })
      : kind === 'hume-prosody'
        ? patternOfPredictions(path, 'talk-600s.mp3', { prosody: PROSODY })
        : await patternOfSources(path);
  await writeFile(path, Buffer.concat([pattern.head, ...pattern.elements, pattern.tail]));
  return sizesBytes.map((sizeBytes) => repeat(pattern, sizeBytes));
}

/** One file with very many predictions of one model. */
function patternOfPredictions(path: string, fileName: string, models: HumeModels): Pattern {
  const request = requestFor([`https://media.example.com/${fileName}`], models);
  const [source] = planHumeResult(request, { seed: SEED, predictionsPerFile: PATTERN_BYTES / 2_500 });
  const [file] = source?.files ?? [];
  const [planned] = file?.models ?? [];
  if (source === undefined || file === undefined || planned === undefined) throw new Error('nothing was planned');
  const [group] = groupsOf(file, planned);
  const elements = Array.from(group?.predictions ?? [], (prediction) => Buffer.from(`,${JSON.stringify(prediction)}`));
  const head =
    `[{"source":${JSON.stringify(source.source)},"results":{"predictions":[{"file":"${file.file}",` +
    `"file_type":"${file.kind}","models":{"${planned.model}":{"metadata":null,` +
    `"grouped_predictions":[{"id":"unknown","predictions":[`;
  return { path, head: Buffer.from(head), elements, tail: Buffer.from(']}]}}}],"errors":[]}}]') };
}

/** Many videos of half a minute with two speakers, each under four models: about 0.5 MB each. */
async function patternOfSources(path: string): Promise<Pattern> {
  const models: HumeModels = { face: FACE, burst: {}, prosody: PROSODY, language: LANGUAGE };
  const elements: Buffer[] = [];
  for (let bytes = 0, number = 0; bytes < PATTERN_BYTES; number += 1) {
    const request = requestFor([`https://media.example.com/talk${number}-30s-2speakers-1faces.mp4`], models);
    const chunks: Uint8Array[] = [];
    for await (const chunk of makeHumeResult(request, { seed: SEED }).stream()) chunks.push(chunk);
    // An array of one source: without its brackets.
    const element = Buffer.concat([Buffer.from(','), Buffer.concat(chunks).subarray(1, -1)]);
    elements.push(element);
    bytes += element.length;
  }
  return { path, head: Buffer.from('['), elements, tail: Buffer.from(']') };
}

function requestFor(urls: string[], models: HumeModels): HumeRequest {
  return { urls, text: [], files: [], models, callback_url: null, notify: false };
}

/** A second of video is a frame of every class, a second of speech some words. Made twice: first to see its size. */
function makeTask(project: HiveProject): Uint8Array {
  const made = (seconds: number) =>
    makeHiveTask(
      {
        input: { type: 'url', url: `https://media.example.com/long-${seconds}s.mp4` },
        callback_url: null,
        metadata: undefined,
      },
      { seed: SEED, taskId: 'bench', project, createdAt: new Date(0) },
    );
  return made(Math.round((HIVE_BYTES / made(1_000).length) * 1_000));
}

/** At least one element. */
function repeat({ path, head, elements, tail }: Pattern, sizeBytes: number): Segmented {
  const begin = head.length;
  const ends: number[] = [];
  let at = begin;
  for (const element of elements) {
    at += element.length;
    ends.push(at);
  }
  const wanted = Math.max(1, sizeBytes - head.length - tail.length);
  const times = Math.floor(wanted / (at - begin));
  const rest = ends.find((end) => end - begin >= wanted % (at - begin)) ?? at;
  // The first element has no comma before it.
  const first: Segment = { begin: begin + 1, end: times > 0 ? at : rest, times: 1 };
  const others: Segment[] =
    times > 0
      ? [
          { begin, end: at, times: times - 1 },
          { begin, end: rest, times: 1 },
        ]
      : [];
  const result: Segmented = {
    path,
    segments: [{ begin: 0, end: begin, times: 1 }, first, ...others, { begin: at, end: at + tail.length, times: 1 }],
  };
  if (sizeBytes > 0 && Math.abs(bytesOf(result) - sizeBytes) > at - begin) throw new Error('not of the size asked for');
  return result;
}

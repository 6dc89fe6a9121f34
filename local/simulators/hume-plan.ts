/**
 * What a job's sources mean: which files each holds, and how much each model finds there. A plan is small, whatever
 * the size of the result, and says how many predictions the result will have. The rules of names are in
 * `media-name.ts`; besides, `broken` makes a source fail, `partial` makes the last file of a source fail, and in
 * `silent` files nothing is detected.
 */
import type { HumeModels, HumeRequest } from './hume-request.ts';
import { fileNameOf, type MediaKind, readMediaName } from './media-name.ts';
import { makeRandom } from './random.ts';
import { findEntities, makeTranscript, type Segment, splitSentences, splitWords } from './sentences.ts';

export const humeModels = ['face', 'burst', 'prosody', 'language', 'ner', 'facemesh'] as const;
export type HumeModel = (typeof humeModels)[number];

export type HumeSource =
  | { type: 'url'; url: string }
  | { type: 'file'; md5sum: string; filename: string | null; content_type: string | null }
  | { type: 'text' };

export type PlannedModel = {
  model: HumeModel;
  /** Predictions of this model in this file, over all groups. */
  count: number;
  /** Faces, or speakers: prediction number n is about lane n % lanes. */
  lanes: number;
  /** `face_` or `spk_` where individuals are told apart: a group for each lane. Otherwise one group, `unknown`. */
  groupPrefix: string | undefined;
  /** What was said or written, for the models that work on text. */
  segments: Segment[];
};

export type PlannedFile = {
  /** Decides the content: the same source and path give the same predictions in every job. */
  seed: readonly string[];
  file: string;
  kind: MediaKind;
  settings: HumeModels;
  models: PlannedModel[];
};

export type PlannedSource = {
  source: HumeSource;
  /** Set when nothing of the source could be worked on; `files` and `errors` are empty then. */
  error: string | undefined;
  files: PlannedFile[];
  errors: { message: string; file: string }[];
};

export type HumePlanOptions = {
  seed: string;
  /** Predictions of each model that finds something, for each file, instead of what the file's name says. */
  predictionsPerFile?: number | undefined;
};

/** In the order URLs, uploads, texts. The vendor's own order among these is not documented. */
export function planHumeResult(request: HumeRequest, options: HumePlanOptions): PlannedSource[] {
  return [
    ...request.urls.map((url) => planMedia({ type: 'url', url }, fileNameOf(url), url, request, options)),
    ...request.files.map((upload) => {
      const source: HumeSource = { type: 'file', ...upload };
      return planMedia(source, upload.filename ?? upload.md5sum, upload.md5sum, request, options);
    }),
    ...request.text.map((text) => planText(text, request, options)),
  ];
}

/** Exactly what the job's state says: `num_predictions` and `num_errors`, failed sources and failed files alike. */
export function countPlanned(sources: readonly PlannedSource[]): { predictions: number; errors: number } {
  let predictions = 0;
  let errors = 0;
  for (const source of sources) {
    errors += source.errors.length + (source.error === undefined ? 0 : 1);
    for (const file of source.files) {
      for (const model of file.models) predictions += model.count;
    }
  }
  return { predictions, errors };
}

function planMedia(
  source: HumeSource,
  fileName: string,
  identity: string,
  request: HumeRequest,
  options: HumePlanOptions,
): PlannedSource {
  const name = readMediaName(fileName);
  if (name.has('broken')) return { source, error: 'The source could not be downloaded.', files: [], errors: [] };

  const random = makeRandom(options.seed, identity);
  const kind = name.kind === 'archive' ? (name.has('clips') ? 'video' : 'image') : name.kind;
  const extension = kind === 'video' ? 'mp4' : 'jpg';
  const members = name.amount('files') ?? random.integer(3, 8);
  const paths =
    name.kind === 'archive'
      ? Array.from({ length: members }, (_, index) => `${name.stem}/${100 + index}.${extension}`)
      : [fileName];
  const failed = name.has('partial') ? paths.splice(-1) : [];

  const files = paths.map((file): PlannedFile => {
    const seed = [options.seed, identity, file];
    const content = makeRandom(...seed, 'content');
    const seconds = name.amount('s') ?? content.integer(8, 20);
    const found: Found = {
      kind,
      seconds,
      faces: name.amount('faces') ?? content.integer(1, 2),
      speakers: name.amount('speakers') ?? content.integer(1, 2),
      transcript: kind === 'image' ? '' : makeTranscript(content, seconds),
    };
    const models = planModels(name.has('silent') ? { ...found, ...nothing } : found, request, options);
    return { seed, file, kind, settings: request.models, models };
  });
  const errors = failed.map((file) => ({ message: 'The file could not be decoded.', file }));
  return { source, error: undefined, files, errors };
}

/** The path is relative to its own source, so it is the same for every text of a request. */
function planText(text: string, request: HumeRequest, options: HumePlanOptions): PlannedSource {
  const file: PlannedFile = {
    seed: [options.seed, text],
    file: 'text/0.txt',
    kind: 'text',
    settings: request.models,
    models: planModels({ ...nothing, kind: 'text', transcript: text }, request, options),
  };
  return { source: { type: 'text' }, error: undefined, files: [file], errors: [] };
}

type Found = { kind: MediaKind; seconds: number; faces: number; speakers: number; transcript: string };
const nothing = { seconds: 0, faces: 0, speakers: 1, transcript: '' };

/** A model that finds nothing in a file, or does not apply to its kind, is planned with no predictions. */
function planModels(found: Found, request: HumeRequest, { predictionsPerFile }: HumePlanOptions): PlannedModel[] {
  const { face, prosody, language, ner } = request.models;
  const isVideo = found.kind === 'video';
  const hasSound = isVideo || found.kind === 'audio';
  const everySpeaker = hasSound && request.transcription?.identify_speakers === true;
  const faceMoments = isVideo ? Math.ceil(found.seconds * (face?.fps_pred ?? 3)) : 1;

  const faces = { lanes: found.faces, segments: [] };
  const spoken = (segments: Segment[], identify: boolean | undefined) => ({
    count: segments.length,
    lanes: hasSound ? found.speakers : 1,
    groupPrefix: everySpeaker || (hasSound && identify === true) ? 'spk_' : undefined,
    segments,
  });
  const plan: Record<HumeModel, Omit<PlannedModel, 'model'>> = {
    face: { ...faces, count: found.faces * faceMoments, groupPrefix: face?.identify_faces ? 'face_' : undefined },
    facemesh: { ...faces, count: found.faces, groupPrefix: undefined },
    burst: { count: hasSound ? Math.ceil(found.seconds / 5) : 0, lanes: 1, groupPrefix: undefined, segments: [] },
    prosody: spoken(hasSound ? splitSentences(found.transcript) : [], prosody?.identify_speakers),
    language: spoken(
      language?.granularity === 'word' ? splitWords(found.transcript) : splitSentences(found.transcript),
      language?.identify_speakers,
    ),
    ner: spoken(findEntities(found.transcript), ner?.identify_speakers),
  };
  return humeModels
    .filter((model) => request.models[model])
    .map((model) => {
      const count = plan[model].count > 0 ? (predictionsPerFile ?? plan[model].count) : 0;
      return { ...plan[model], model, count };
    });
}

/** Hume v0 batch predictions as a stream of any length, never held as a whole. */
import { readFile } from 'node:fs/promises';
import {
  countPlanned,
  type HumePlanOptions,
  type PlannedFile,
  type PlannedModel,
  planHumeResult,
} from './hume-plan.ts';
import { groupsOf } from './hume-predictions.ts';
import type { HumeRequest } from './hume-request.ts';
import { fileNameOf, readMediaName } from './media-name.ts';
import { makeRandom } from './random.ts';

export type HumeResult = {
  /** For the job's state. */
  predictions: number;
  errors: number;
  /** Set when the job as a whole fails; nothing is streamed then. */
  failure: string | undefined;
  /** The answer of `GET …/predictions`: the same bytes at every call. */
  stream(): AsyncIterable<Uint8Array>;
};

/** Characters gathered before they are handed on; nearly all are single bytes. */
const chunkCharacters = 64 * 1024;

const seedUrl = 'https://hume-tutorials.s3.amazonaws.com/faces.zip';
const seedFile = new URL('fixtures/hume-faces.json', import.meta.url);

/**
 * Decided by the request and the seed alone. A request for the face model on the reference's own example, and for
 * nothing else, gives the reference's own answer, byte for byte. A URL or upload with `fail` in its name fails the job.
 */
export function makeHumeResult(request: HumeRequest, options: HumePlanOptions): HumeResult {
  const names = [...request.urls.map(fileNameOf), ...request.files.map((file) => file.filename ?? '')];
  const failing = names.find((name) => readMediaName(name).has('fail'));
  if (failing !== undefined) {
    return { predictions: 0, errors: 1, failure: `could not process ${failing}`, stream: () => encode(['[]']) };
  }
  if (isSeedRequest(request)) return { predictions: 1, errors: 0, failure: undefined, stream: readSeed };

  const sources = planHumeResult(request, options);
  return {
    ...countPlanned(sources),
    failure: undefined,
    stream: () =>
      encode(
        listOf(sources, function* ({ source, error, files, errors }) {
          yield `{"source":${JSON.stringify(source)}`;
          if (error === undefined) {
            yield ',"results":{"predictions":';
            yield* listOf(files, writeFile);
            yield `,"errors":${JSON.stringify(errors)}}}`;
          } else yield `,"error":${JSON.stringify(error)}}`;
        }),
      ),
  };
}

function isSeedRequest({ urls, text, files, models }: HumeRequest): boolean {
  const wanted = Object.entries(models).filter(([, settings]) => settings);
  const [url, ...more] = urls;
  const onlySeed = url === seedUrl && more.length + text.length + files.length === 0;
  return onlySeed && wanted.length === 1 && wanted[0]?.[0] === 'face';
}

async function* readSeed(): AsyncGenerator<Uint8Array> {
  yield await readFile(seedFile);
}

function* writeFile(file: PlannedFile): Generator<string> {
  yield `{"file":${JSON.stringify(file.file)},"file_type":"${file.kind}","models":{`;
  let separator = '';
  for (const planned of file.models) {
    yield `${separator}"${planned.model}":`;
    yield* writeModel(file, planned);
    separator = ',';
  }
  yield '}}';
}

/** The order of keys changes from file to file: readers must not count on one. */
function* writeModel(file: PlannedFile, planned: PlannedModel): Generator<string> {
  const random = makeRandom(...file.seed, planned.model, 'metadata');
  const isTranscribed = planned.segments.length > 0 && file.kind !== 'text';
  const metadata = isTranscribed ? { confidence: random.between(0.8, 1), detected_language: 'en' } : null;
  const metadataFirst = random.chance(0.5);
  yield metadataFirst ? `{"metadata":${JSON.stringify(metadata)},"grouped_predictions":` : '{"grouped_predictions":';
  yield* listOf(groupsOf(file, planned), function* ({ id, predictions }) {
    yield `{"id":"${id}","predictions":`;
    yield* listOf(predictions, function* (prediction) {
      yield JSON.stringify(prediction);
    });
    yield '}';
  });
  yield metadataFirst ? '}' : `,"metadata":${JSON.stringify(metadata)}}`;
}

function* listOf<T>(items: Iterable<T>, write: (item: T) => Iterable<string>): Generator<string> {
  let separator = '[';
  for (const item of items) {
    yield separator;
    yield* write(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

async function* encode(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < chunkCharacters) continue;
    yield Buffer.from(pending);
    pending = '';
  }
  if (pending !== '') yield Buffer.from(pending);
}

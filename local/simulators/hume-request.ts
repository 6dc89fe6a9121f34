/** Reads a submission as the Hume v0 reference describes it, with the defaults its published answers show. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type HttpRequest, parseJson, Refusal, readForm } from './http.ts';

/** Of one request, each list for itself (Hume v0 reference, "limits"). */
const maxSources = 100;
const maxUploadBytes = 100_000_000;

const modelsSchema = z.looseObject({
  face: z
    .looseObject({
      fps_pred: z.number().positive().nullable().default(3),
      identify_faces: z.boolean().default(false),
      min_face_size: z.number().nullable().default(60),
      prob_threshold: z.number().default(0.99),
      save_faces: z.boolean().default(false),
      descriptions: z.looseObject({}).nullable().default(null),
      facs: z.looseObject({}).nullable().default(null),
    })
    .nullish(),
  burst: z.looseObject({}).nullish(),
  prosody: z
    .looseObject({
      granularity: z.string().default('utterance'),
      identify_speakers: z.boolean().default(false),
      window: z.unknown().default(null),
    })
    .nullish(),
  language: z
    .looseObject({
      granularity: z.string().default('word'),
      identify_speakers: z.boolean().default(false),
      sentiment: z.looseObject({}).nullable().default(null),
      toxicity: z.looseObject({}).nullable().default(null),
    })
    .nullish(),
  ner: z.looseObject({ identify_speakers: z.boolean().default(false) }).nullish(),
  facemesh: z.looseObject({}).nullish(),
});

/** Without `models` every model runs. */
const everyModel = { face: {}, burst: {}, prosody: {}, language: {}, ner: {}, facemesh: {} };

const submissionSchema = z.object({
  urls: z.array(z.string()).nullish(),
  text: z.array(z.string()).nullish(),
  models: modelsSchema.nullish().transform((models) => models ?? modelsSchema.parse(everyModel)),
  transcription: z.looseObject({ identify_speakers: z.boolean().default(false) }).nullish(),
  callback_url: z.string().nullish(),
  notify: z.boolean().default(true),
});

export type HumeModels = z.infer<typeof modelsSchema>;
export type HumeUpload = { filename: string | null; md5sum: string; content_type: string | null };

/** As job details show it. */
export type HumeRequest = {
  urls: string[];
  text: string[];
  files: HumeUpload[];
  models: HumeModels;
  transcription?: { identify_speakers: boolean };
  callback_url: string | null;
  notify: boolean;
};

/** Throws Refusal 400 for what the API would not take; the vendor's own wording is not documented. */
export async function readSubmission(request: HttpRequest): Promise<HumeRequest> {
  const contentType = request.headers.get('content-type') ?? '';
  const body = await request.readBody();
  const form = await readForm(body, contentType);
  const json = form === undefined ? Buffer.from(body).toString() : await textOf(form.get('json'));
  const uploads = (form?.getAll('file') ?? []).filter((entry) => typeof entry !== 'string');

  const parsed = submissionSchema.safeParse(parseJson(json));
  if (!parsed.success) throw badRequest(`invalid request: ${z.prettifyError(parsed.error)}`);
  const { urls, text, models, transcription, callback_url, notify } = parsed.data;

  const files: HumeUpload[] = [];
  for (const upload of uploads) {
    if (upload.size > maxUploadBytes) throw badRequest('a file exceeds 100 MB');
    files.push({
      filename: upload.name === '' ? null : upload.name,
      md5sum: createHash('md5')
        .update(await upload.bytes())
        .digest('hex'),
      content_type: upload.type === '' ? null : upload.type,
    });
  }

  const sources = { urls: urls ?? [], text: text ?? [], files };
  for (const [name, list] of Object.entries(sources)) {
    if (list.length > maxSources) throw badRequest(`${name}: at most ${maxSources} in a request`);
  }
  if (Object.values(sources).every((list) => list.length === 0)) throw badRequest('no urls, text or files');
  return {
    ...sources,
    models,
    ...(transcription ? { transcription } : {}),
    callback_url: callback_url ?? null,
    notify,
  };
}

/** The official clients send the `json` part with a content type, which makes it a file to the form. */
async function textOf(entry: string | Blob | null): Promise<string> {
  if (entry === null) return '{}';
  return typeof entry === 'string' ? entry : await entry.text();
}

function badRequest(message: string): Refusal {
  return new Refusal(400, { message });
}

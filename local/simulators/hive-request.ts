/** Reads the submission of an asynchronous Hive task: JSON, a form, or a multipart form with the media in it. */
import * as z from 'zod';
import { type HttpRequest, parseJson, Refusal, readForm } from './http.ts';

export type HiveInput =
  | { type: 'url'; url: string }
  | { type: 'media'; filename: string; mimetype: string | null; bytes: number }
  | { type: 'text'; text: string };

export type HiveRequest = {
  input: HiveInput;
  callback_url: string | null;
  /** Echoed as it came; undefined when the request had none. */
  metadata: unknown;
};

const fieldsSchema = z.object({
  url: z.string().min(1).nullish(),
  text_data: z.string().min(1).nullish(),
  callback_url: z.string().nullish(),
  metadata: z.unknown().optional(),
});

/** Throws Refusal 400 for what the API would not take; the vendor's own wording is not documented. */
export async function readTaskSubmission(request: HttpRequest): Promise<HiveRequest> {
  const body = await request.readBody();
  const form = await readForm(body, request.headers.get('content-type') ?? '');
  const fields = fieldsSchema.safeParse(form ? Object.fromEntries(form) : parseJson(Buffer.from(body).toString()));
  if (!fields.success) throw badRequest(`invalid request: ${z.prettifyError(fields.error)}`);
  const { url, text_data, callback_url, metadata } = fields.data;
  const media = form?.get('media');

  const inputs: HiveInput[] = [];
  if (url) inputs.push({ type: 'url', url });
  if (text_data) inputs.push({ type: 'text', text: text_data });
  if (media && typeof media !== 'string') {
    const mimetype = media.type === '' ? null : media.type;
    inputs.push({ type: 'media', filename: media.name, mimetype, bytes: media.size });
  }
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw badRequest('exactly one of url, media, text_data is needed');
  return { input, callback_url: callback_url ?? null, metadata };
}

function badRequest(message: string): Refusal {
  return new Refusal(400, { return_code: 400, message });
}

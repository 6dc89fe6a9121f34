/** What the demo submits: the vendors' own documented results, and generated ones of every kind that is read. */
import { readFile } from 'node:fs/promises';
import type { LocalVerdex } from './local-verdex.ts';
import type { HiveProject } from './simulators/hive-scores.ts';

export type DemoJob = { vendor: 'hume' | 'hive'; jobId: string; what: string };

export type Submission = { vendor: DemoJob['vendor']; what: string; submit: (verdex: LocalVerdex) => Promise<string> };

/** A video both vendors look at: its rows meet under one file. */
const SHARED_VIDEO = 'https://media.example.com/interviews/talk-90s-2speakers.mp4';

export const SUBMISSIONS: readonly Submission[] = [
  hume('the photo in Hume’s documentation', {
    urls: ['https://hume-tutorials.s3.amazonaws.com/faces.zip'],
    models: { face: {} },
  }),
  hume('an archive of 12 photos, 3 faces in each', {
    urls: ['https://media.example.com/albums/team-12files-3faces.zip'],
    models: { face: { identify_faces: true } },
  }),
  hume('an interview: faces, voices and words', {
    urls: [SHARED_VIDEO],
    models: {
      face: { identify_faces: true },
      prosody: { identify_speakers: true },
      burst: {},
      language: { granularity: 'sentence', sentiment: {}, toxicity: {} },
    },
  }),
  hume('a voice message and two texts', {
    urls: ['https://media.example.com/messages/voice-20s.m4a'],
    text: ['I waited for hours and nobody told me anything.', 'Thank you, this made my whole week!'],
    models: { prosody: {}, language: {}, ner: {} },
  }),
  humeUpload('an uploaded photo, known by its MD5', 'portrait-2faces.jpg'),
  hume('a clip under the user’s own name', { urls: ['https://media.example.com/u/9f31-30s.mp4?sig=abc'] }, 'post/4711'),
  hiveUpload('the recording in Hive’s documentation', 'Building.m4a'),
  hive('the same interview, its speech moderated', 'speech', { url: SHARED_VIDEO }),
  hive('the same interview, its pictures moderated', 'visual', { url: SHARED_VIDEO }),
  hive('a comment', 'text', { text_data: 'Nobody asked for your opinion, so keep it to yourself.' }),
  hive('another comment, under the user’s own name', 'text', { text_data: 'Lovely pictures!' }, 'comment/88'),
];

/** Submits every job with a callback URL of its own, one after another, as a user's program would. */
export async function submitDemoJobs(
  verdex: LocalVerdex,
  submissions: readonly Submission[],
  onSubmitted: (job: DemoJob) => Promise<void> = async () => {},
): Promise<DemoJob[]> {
  const jobs: DemoJob[] = [];
  for (const { vendor, what, submit } of submissions) {
    const job = { vendor, what, jobId: await submit(verdex) };
    await onSubmitted(job);
    jobs.push(job);
  }
  return jobs;
}

export function hume(what: string, request: object, ref?: string): Submission {
  const submit = async (verdex: LocalVerdex) => {
    const body = JSON.stringify({ ...request, callback_url: verdex.callbackUrl('hume', ref) });
    return submitToHume(verdex, body, { 'content-type': 'application/json' });
  };
  return { vendor: 'hume', what, submit };
}

function humeUpload(what: string, filename: string): Submission {
  const submit = async (verdex: LocalVerdex) => {
    const form = new FormData();
    form.append('file', new Blob([`the bytes of ${filename}`]), filename);
    form.append('json', JSON.stringify({ models: { face: {} }, callback_url: verdex.callbackUrl('hume') }));
    return submitToHume(verdex, form);
  };
  return { vendor: 'hume', what, submit };
}

export function hive(what: string, project: HiveProject, request: Record<string, string>, ref?: string): Submission {
  return {
    vendor: 'hive',
    what,
    submit: (verdex) => submitToHive(verdex, project, { ...request, callback_url: verdex.callbackUrl('hive', ref) }),
  };
}

function hiveUpload(what: string, filename: string): Submission {
  const submit = async (verdex: LocalVerdex) => {
    const recording = new File([await readFile(import.meta.filename)], filename);
    return submitToHive(verdex, 'speech', { media: recording, callback_url: verdex.callbackUrl('hive') });
  };
  return { vendor: 'hive', what, submit };
}

async function submitToHume({ hume }: LocalVerdex, body: string | FormData, headers = {}): Promise<string> {
  const url = `${hume.baseUrl}/v0/batch/jobs`;
  const response = await fetch(url, { method: 'POST', headers: { 'X-Hume-Api-Key': hume.apiKey, ...headers }, body });
  return idOf(response, 'job_id');
}

async function submitToHive(
  { hive }: LocalVerdex,
  project: HiveProject,
  fields: Record<string, string | File>,
): Promise<string> {
  const [key = ''] = Object.entries(hive.simulator?.projects ?? {}).find(([, of]) => of === project) ?? [];
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const url = `${hive.baseUrl}/api/v2/task/async`;
  const response = await fetch(url, { method: 'POST', headers: { authorization: `token ${key}` }, body: form });
  return idOf(response, 'task_id');
}

async function idOf(response: Response, field: string): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the vendor refused the job: ${response.status} ${text.slice(0, 200)}`);
  return String(JSON.parse(text)[field]);
}

/** The kinds of jobs that are counted, as a vendor's callback brings them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type HiveSimulator, startHiveSimulator } from '../../local/simulators/hive.ts';
import { type HumeSimulator, startHumeSimulator } from '../../local/simulators/hume.ts';

export type JobKind = {
  name: string;
  vendor: 'hume' | 'hive';
  files: number;
  submit: (vendors: Vendors) => Submission;
};
type Submission = { url: string; headers: Record<string, string>; body: Record<string, unknown> };

export type Vendors = {
  hume: HumeSimulator;
  hive: HiveSimulator;
  /** Submits a job; answers the body of its callback. */
  callbackOf(kind: JobKind): Promise<string>;
  stop(): Promise<void>;
};

const MEDIA = 'https://media.example.com';
const CALLED_BACK_WITHIN_MS = 60_000;

/** The mean of so many jobs of each kind is what counts, each of media of its own. */
export const JOB_KINDS: readonly JobKind[] = [
  humeJob('Hume, a minute of video, face', 1, 'film-60s-1faces.mp4', { face: {} }),
  humeJob('Hume, a minute of video, four models', 1, 'talk-60s-1faces-2speakers.mp4', {
    face: {},
    prosody: {},
    language: {},
    burst: {},
  }),
  humeJob('Hume, an archive of 1,000 photographs, face', 1_000, 'photos-1000files-1faces.zip', { face: {} }),
  hiveJob('Hive, 90 frames of video, visual', 'visual', 'clip-90s.mp4'),
  hiveJob('Hive, a minute of speech', 'speech', 'call-60s.mp3'),
];

let submitted = 0;

/** A file of its own at each submission: another's rows would be replaced, not written. */
function urlOf(fileName: string): string {
  submitted += 1;
  return `${MEDIA}/${submitted}/${fileName}`;
}

function humeJob(name: string, files: number, fileName: string, models: Record<string, object>): JobKind {
  const submit = ({ hume }: Vendors): Submission => ({
    url: `${hume.url}/v0/batch/jobs`,
    headers: { 'x-hume-api-key': hume.apiKey },
    body: { urls: [urlOf(fileName)], models },
  });
  return { name, vendor: 'hume', files, submit };
}

function hiveJob(name: string, project: string, fileName: string): JobKind {
  const submit = ({ hive }: Vendors): Submission => {
    const [key = ''] = Object.entries(hive.projects).find(([, its]) => its === project) ?? [];
    return {
      url: `${hive.url}/api/v2/task/async`,
      headers: { authorization: `token ${key}` },
      body: { url: urlOf(fileName) },
    };
  };
  return { name, vendor: 'hive', files: 1, submit };
}

export async function startVendors(): Promise<Vendors> {
  const hume = await startHumeSimulator({ queuedMs: 0, processingMs: 0 });
  const hive = await startHiveSimulator({ processingMs: 0 });
  const mailbox = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(202).end();
      mailbox.emit('callback', Buffer.concat(chunks).toString());
    });
  });
  mailbox.listen(0, '127.0.0.1');
  await once(mailbox, 'listening');
  const address = mailbox.address();
  if (address === null || typeof address === 'string') throw new Error('the mailbox has no port');
  const callbackUrl = `http://127.0.0.1:${address.port}/`;

  const vendors: Vendors = {
    hume,
    hive,
    callbackOf: async (kind) => {
      const { url, headers, body } = kind.submit(vendors);
      const arrived = once(mailbox, 'callback', { signal: AbortSignal.timeout(CALLED_BACK_WITHIN_MS) });
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, callback_url: callbackUrl }),
      });
      if (!answer.ok) throw new Error(`the vendor answered ${answer.status}`);
      const [callback] = await arrived;
      return String(callback);
    },
    stop: async () => {
      await Promise.all([hume.stop(), hive.stop()]);
      mailbox.closeAllConnections();
      mailbox.close();
    },
  };
  return vendors;
}

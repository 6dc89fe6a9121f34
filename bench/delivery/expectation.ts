/** What must be known of a job, told by its vendor's own bytes, parsed as a whole. */
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import { plainErrorCount, plainFiles, type Source } from '../../test/support/plain-hume-reading.ts';
import { type HiveTask, type PlainModeration, readHiveTask } from './plain-hive-reading.ts';

type Emotions = ReturnType<typeof plainFiles>[number]['emotions'];

export type ExpectedFile = {
  identity: string;
  fileKey: string;
  emotions: Emotions;
  moderation: PlainModeration | null;
};
export type Expectation = { files: ExpectedFile[]; predictions: number; errors: number };

export type NamedJob = { vendor: 'hume' | 'hive'; jobId: string; ref: string | undefined };

/** `bytes` are the vendor's: whoever calls has compared the digests. */
export function expectationOf(job: NamedJob, bytes: Uint8Array): Expectation {
  const text = Buffer.from(bytes).toString();
  return job.vendor === 'hume' ? ofHume(job, JSON.parse(text)) : ofHive(job, JSON.parse(text));
}

function ofHume(job: NamedJob, sources: Source[]): Expectation {
  const taken = new Set<string>();
  const files = plainFiles(sources).map(({ source, path, emotions }) => {
    const container = containerOf(job, sources[source.index]?.source.url, source.index, path);
    const isMember = path?.includes('/') === true && source.type !== 'text';
    const wanted = isMember ? `${container}!/${path}` : container;
    // Several files under one name of the user's: the later ones are told apart.
    const identity = taken.has(wanted) ? `${container}!/${source.index}/${path}` : wanted;
    taken.add(identity);
    return { identity, fileKey: fileKeyOf(identity), emotions, moderation: null };
  });
  const predictions = files.flatMap(({ emotions }) => Object.values(emotions).map((model) => model.predictions));
  return { files, predictions: predictions.reduce((sum, count) => sum + count, 0), errors: plainErrorCount(sources) };
}

function ofHive(job: NamedJob, task: HiveTask): Expectation {
  const read = readHiveTask(task);
  if (read === undefined) return { files: [], predictions: 0, errors: 1 };
  const identity = containerOf(job, read.url, 0, null);
  const file = { identity, fileKey: fileKeyOf(identity), emotions: {}, moderation: read.moderation };
  return { files: [file], predictions: read.items, errors: 0 };
}

function containerOf({ vendor, jobId, ref }: NamedJob, url: string | undefined, index: number, path: string | null) {
  if (ref !== undefined) return `ref:${ref}`;
  return url?.split('?')[0] ?? `${vendor}:${jobId}/${index}/${path ?? ''}`;
}

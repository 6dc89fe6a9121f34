/** One file of a Hume result, once it was read. */
import type { FileSummary } from '../../summaries/file-summary.ts';
import { fileKeyOf } from '../../summaries/identity.ts';
import { INDEX_VERSION } from '../../summaries/index-version.ts';
import type { HumeSource } from './schemas.ts';

export type ReadFile = {
  /** As Hume gives it. */
  path: string | undefined;
  predictions: number;
  emotions: FileSummary['emotions'];
  /** Kinds of things that could not be counted. */
  leftOut: string[];
};

/** Who the file is, which only its source and its job say. */
export type AboutFile = { identity: string; jobId: string; source: HumeSource; sourceIndex: number };

/** A file that only an error tells of. */
export function unreadFile(path: string | undefined): ReadFile {
  return { path, predictions: 0, emotions: {}, leftOut: [] };
}

/** `errors` are the vendor's, about this file. */
export function summaryOf(file: ReadFile, errors: readonly string[], about: AboutFile): FileSummary {
  return {
    identity: about.identity,
    fileKey: fileKeyOf(about.identity),
    vendor: 'hume',
    jobId: about.jobId,
    schema: 'hume-batch-v0',
    source: describeSource(about.source, about.sourceIndex),
    path: file.path ?? null,
    emotions: file.emotions,
    moderation: null,
    coverage: {
      unit: 'predictions',
      indexed: file.predictions,
      expected: null,
      complete: errors.length + file.leftOut.length > 0 ? false : null,
    },
    errors: [...errors, ...file.leftOut],
    raw: null,
    indexVersion: INDEX_VERSION,
  };
}

function describeSource(source: HumeSource, index: number): FileSummary['source'] {
  if (source.type === 'url') return { index, type: 'url', url: source.url };
  if (source.type === 'text' || source.type === 'unknown') return { index, type: source.type };
  const filename = source.filename ?? undefined;
  return { index, type: 'file', md5: source.md5sum, ...(filename !== undefined && { filename }) };
}

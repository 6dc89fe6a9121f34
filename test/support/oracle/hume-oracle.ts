/**
 * What a Hume result says, by a plain reading of all of it at once. Written from what is known of the vendor's interface
 * and of what Verdex promises; it shares no code with what it judges, and is as slow as it likes.
 */
import type { SummariseContext } from '../../../lib/vendors/vendor.ts';
import type { Found, FoundFile } from './findings.ts';
import { humeIdentity } from './hume-identity-oracle.ts';
import { humeModel } from './hume-model-oracle.ts';
import { type Fields, fieldsOf, isFields, itemsOf, stringOf } from './json.ts';

/** A file and what went wrong with it, before it has a name of its own. */
type Draft = { path: string | null; models: Fields; said: string[] };

const NO_MESSAGE = 'an error without a message';

function quoted(message: string): string {
  return message.length > 300 ? `${message.slice(0, 299).toWellFormed()}…` : message;
}

/** The files that were read, then those that only errors name; where there is none, one that carries the errors. */
function draftsOf({ results, error }: Fields): Draft[] {
  const { predictions, errors } = fieldsOf(results);
  const files: Draft[] = itemsOf(predictions).map((prediction) => {
    const { file, models } = fieldsOf(prediction);
    const said = prediction === null ? ['left out: a file of null'] : [];
    return { path: stringOf(file) ?? null, models: fieldsOf(models), said };
  });
  const complaints = itemsOf(errors).map((each) => {
    const { message, file } = fieldsOf(each);
    return { message: quoted(stringOf(message) ?? NO_MESSAGE), file: stringOf(file) };
  });
  if (error !== undefined && error !== null) {
    complaints.push({ message: quoted(stringOf(error) ?? NO_MESSAGE), file: undefined });
  }
  for (const { file } of complaints) {
    if (file !== undefined && !files.some(({ path }) => path === file))
      files.push({ path: file, models: {}, said: [] });
  }
  if (files.length === 0) {
    if (complaints.length === 0) complaints.push({ message: 'Hume gave no result for this source', file: undefined });
    files.push({ path: null, models: {}, said: [] });
  }
  for (const { message, file } of complaints) {
    const about = file === undefined ? files : files.filter(({ path }) => path === file);
    for (const each of about) each.said.push(message);
  }
  return files;
}

function sourceOf({ type, url, md5sum, filename }: Fields, index: number): object {
  return {
    index,
    // Of a source of null nothing is known.
    type: type ?? 'unknown',
    ...(type === 'url' && { url }),
    ...(type === 'file' && { md5: md5sum, filename: stringOf(filename) }),
  };
}

export function humeOracle(document: unknown, context: SummariseContext): Found {
  const sources = Array.isArray(document) ? document : itemsOf(fieldsOf(document).predictions);
  const jobId = context.jobId ?? stringOf(fieldsOf(document).job_id) ?? 'unknown';
  const failed = isFields(document) && document.status === 'FAILED';

  const taken = new Set<string>();
  const files = sources.flatMap((entry, index) => {
    const source = fieldsOf(fieldsOf(entry).source);
    return draftsOf(fieldsOf(entry)).map(({ path, models, said }): FoundFile => {
      const looks = Object.entries(models)
        .filter(([, model]) => model !== null)
        .map(([name, model]) => ({ name, ...humeModel(model) }));
      const leftOut = looks.reduce((sum, look) => sum + look.leftOut, 0);
      return {
        identity: humeIdentity(source, { jobId, ref: context.ref, index, file: path }, taken),
        jobId,
        schema: 'hume-batch-v0',
        source: sourceOf(source, index),
        path,
        emotions: Object.fromEntries(looks.map(({ name, summary }) => [name, summary])),
        moderation: null,
        coverage: {
          unit: 'predictions',
          indexed: looks.reduce((sum, look) => sum + look.predictions, 0),
          expected: null,
          complete: said.length > 0 || leftOut > 0 ? false : null,
        },
        said: said.toSorted(),
        leftOut,
      };
    });
  });
  const predictions = sources
    .flatMap((entry) => draftsOf(fieldsOf(entry)))
    .flatMap(({ models }) => Object.values(models))
    .reduce((sum: number, model) => sum + humeModel(model).predictions, 0);
  return {
    files,
    report: {
      files: files.length,
      predictions,
      expected: null,
      complete: null,
      hasErrors: files.some(({ said, leftOut }) => said.length > 0 || leftOut > 0),
      failure: failed ? 'Hume says that the job failed' : undefined,
      unknownClasses: [],
      changedHeads: [],
    },
  };
}

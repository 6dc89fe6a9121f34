/** The structure of a Hume result: which parts of the document mean what, and what is known at each point of it. */
import { Malformed } from '../../platform/errors.ts';
import type { FileSummary } from '../../summaries/file-summary.ts';
import type { CutRules, Path } from '../../summaries/reader/cut-plan.ts';
import { isVendorName, type ResultReport, type SummariseContext } from '../vendor.ts';
import { type FileTally, makeFileTally } from './file-tally.ts';
import { humeIdentity } from './identity.ts';
import { type HumeSource, humeFileErrorSchema, humeSourceSchema } from './schemas.ts';

/**
 * Hume lists a source's errors after its files. So many files wait for them, up to some 20 MB; in a larger archive an
 * error about an earlier file is counted for the job alone.
 */
const MAX_HELD_FILES = 256;

type OpenSource = {
  index: number;
  source: HumeSource | undefined;
  /** Files that ended, waiting for the source's errors (and its name: the order of keys is not promised). */
  held: FileTally[];
  files: number;
  /** Paths of files that could not be held any longer. */
  gone: Set<string>;
  errors: { message: string; path: string | undefined }[];
};

export type ResultWalk = {
  rules: CutRules;
  /** The files that ended since the last call. */
  takeFinished(): FileSummary[];
  report(): ResultReport;
};

export function makeResultWalk(context: SummariseContext): ResultWalk {
  const taken = new Set<string>();
  const report: ResultReport = {
    files: 0,
    predictions: 0,
    errorCount: 0,
    failure: undefined,
    unknownClasses: [],
  };
  let finished: FileSummary[] = [];
  let jobId = context.jobId;
  let source: OpenSource = openSource(-1);
  let file = makeFileTally();

  const finish = (tally: FileTally, about: HumeSource) => {
    const whose = jobId ?? 'unknown';
    const at = { jobId: whose, ref: context.ref, sourceIndex: source.index, file: tally.path };
    const identity = humeIdentity(about, at, taken);
    finished.push(tally.summary({ identity, jobId: whose, source: about, sourceIndex: source.index }));
    report.files += 1;
    report.predictions += tally.predictions;
    report.errorCount += tally.leftOut;
  };

  const closeFile = () => {
    source.files += 1;
    source.held.push(file);
    if (source.source === undefined || source.held.length <= MAX_HELD_FILES) return;
    const oldest = source.held.shift();
    if (oldest === undefined) return;
    if (oldest.path !== undefined) source.gone.add(oldest.path);
    finish(oldest, source.source);
  };

  /** An error belongs to the file it names, to all files of the source when it names none, or is a file of its own. */
  const closeSource = () => {
    const { source: about, held, gone } = source;
    if (about === undefined) throw new Malformed(`not a Hume result: element ${source.index} has no source`);
    if (source.files === 0 && source.errors.length === 0) {
      source.errors.push({ message: 'Hume gave no result for this source', path: undefined });
    }
    report.errorCount += source.errors.length;
    const byPath = Map.groupBy(held, ({ path }) => path);
    // Those that name a file first: the order of keys is not promised, and the others are about every file.
    const errors = source.errors.toSorted((a, b) => Number(a.path === undefined) - Number(b.path === undefined));
    for (const { message, path } of errors) {
      const concerned = path === undefined ? held : (byPath.get(path) ?? []);
      for (const tally of concerned) tally.addError(message);
      if (concerned.length > 0) continue;
      if (path !== undefined && gone.has(path)) continue;
      const failed = failedFile(path, message);
      held.push(failed);
      byPath.set(path, [failed]);
    }
    for (const tally of held) finish(tally, about);
  };

  const rulesBelow = (root: string) => {
    const ofFile = `${root}[].results.predictions[]`;
    const ofGroup = `${ofFile}.models.*.grouped_predictions[]`;
    return {
      cut: {
        [`${root}[].source`]: (value: unknown) => {
          source.source = readSource(value, source.index);
        },
        [`${root}[].error`]: (value: unknown) => {
          if (typeof value === 'string') source.errors.push({ message: value, path: undefined });
        },
        [`${root}[].results.errors[]`]: (value: unknown) => {
          source.errors.push(readFileError(value));
        },
        [`${ofFile}.file`]: (value: unknown) => {
          if (typeof value === 'string') file.path = value;
        },
        [`${ofGroup}.id`]: (value: unknown) => {
          if (typeof value === 'string') file.nameGroup(value);
        },
        [`${ofGroup}.predictions[]`]: (value: unknown) => file.addPrediction(value),
      },
      open: {
        [`${root}[]`]: () => {
          source = openSource(source.index + 1);
        },
        [ofFile]: () => {
          file = makeFileTally();
        },
        [`${ofFile}.models.*`]: (path: Path) => file.openModel(readModel(path)),
        [ofGroup]: () => file.openGroup(),
      },
      close: { [ofFile]: closeFile, [`${root}[]`]: closeSource },
    };
  };

  const inArray = rulesBelow('');
  const inCallback = rulesBelow('predictions');
  return {
    rules: {
      cut: {
        ...inArray.cut,
        ...inCallback.cut,
        job_id: (value) => {
          if (typeof value === 'string') jobId ??= value;
        },
        status: (value) => {
          if (value === 'FAILED') report.failure = 'Hume says that the job failed';
        },
      },
      open: { ...inArray.open, ...inCallback.open },
      close: { ...inArray.close, ...inCallback.close },
    },
    takeFinished: () => {
      const taken = finished;
      finished = [];
      return taken;
    },
    report: () => report,
  };
}

function openSource(index: number): OpenSource {
  return { index, source: undefined, held: [], files: 0, gone: new Set(), errors: [] };
}

function failedFile(path: string | undefined, message: string): FileTally {
  const tally = makeFileTally();
  tally.path = path;
  tally.addError(message);
  return tally;
}

function readModel(path: Path): string {
  const name = path.at(-1);
  if (!isVendorName(name)) throw new Malformed('not a Hume result: a model with an empty or overlong name');
  return name;
}

function readSource(value: unknown, index: number): HumeSource {
  const { success, data } = humeSourceSchema.safeParse(value);
  if (!success) throw new Malformed(`not a Hume result: the source of element ${index} is none of url, file, text`);
  return data;
}

function readFileError(value: unknown): OpenSource['errors'][number] {
  const { data } = humeFileErrorSchema.safeParse(value);
  return { message: data?.message ?? 'an error without a message', path: data?.file ?? undefined };
}

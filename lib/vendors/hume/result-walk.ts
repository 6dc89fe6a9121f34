/** The structure of a Hume result: which parts of the document mean what, and what is known at each point of it. */
import { Malformed } from '../../platform/errors.ts';
import type { FileSummary } from '../../summaries/file-summary.ts';
import type { ElementReader } from '../../summaries/in-place/element-reader.ts';
import type { ByteRange, CutRules, Path } from '../../summaries/reader/cut-plan.ts';
import type { InPlace } from '../../summaries/reader/in-place-step.ts';
import { isVendorName, type ResultReport, type SummariseContext } from '../vendor.ts';
import { makeFileTally } from './file-tally.ts';
import type { HeldFile } from './held-file.ts';
import { humeIdentity } from './identity.ts';
import { makeModelShapes } from './model-shapes.ts';
import { type FileError, makeOpenSource, type OpenSource } from './open-source.ts';
import type { ReadFile } from './read-file.ts';
import { type HumeSource, humeFileErrorSchema, humeSourceSchema, WORDLESS } from './schemas.ts';

/** Of a saved result that does not say so, and nobody else does. */
const UNKNOWN_JOB = 'unknown';

/** A null among the files of a source. */
const MISSING_FILE: ReadFile = { path: undefined, predictions: 0, emotions: {}, leftOut: ['left out: a file of null'] };

export type ResultWalk = {
  rules: CutRules;
  /** Beside the rules, for predictions that are read in place. */
  inPlaceRules(reader: ElementReader): InPlace['rules'];
  /** The files that ended since the last call, each to be made when it is wanted: many may end at once. */
  takeFinished(): (() => FileSummary)[];
  /** Undefined where the document is no result: neither an array of predictions nor a callback with one. */
  report(): ResultReport | undefined;
};

/** `maxPackedBytes`: how much of a source's files may wait for its errors. */
export function makeResultWalk(context: SummariseContext, maxPackedBytes?: number): ResultWalk {
  const taken = new Map<string, number>();
  const report: ResultReport = {
    files: 0,
    predictions: 0,
    expected: null,
    complete: null,
    errorCount: 0,
    failure: undefined,
    unknownClasses: [],
    changedHeads: [],
  };
  let finished: (() => FileSummary)[] = [];
  /** Files of a saved callback that did not say yet which job it is of. */
  let unnamed: (() => void)[] = [];
  let jobId = context.jobId;
  let hasPredictions = false;

  const nameJob = (id: string) => {
    if (jobId !== undefined) return;
    jobId = id;
    for (const finishFile of unnamed) finishFile();
    unnamed = [];
  };

  const finish = (file: HeldFile, source: HumeSource, sourceIndex: number, errorsOfAll: readonly string[]) => {
    if (jobId === undefined) {
      unnamed.push(() => finish(file, source, sourceIndex, errorsOfAll));
      return;
    }
    const whose = jobId;
    const at = { jobId: whose, ref: context.ref, sourceIndex, file: file.path };
    const identity = humeIdentity(source, at, taken);
    finished.push(() => file.summary({ identity, jobId: whose, source, sourceIndex }, errorsOfAll));
    report.files += 1;
    report.predictions += file.predictions;
    report.errorCount += file.leftOut;
  };
  const countError = () => {
    report.errorCount += 1;
  };
  const openSource = (index: number) => makeOpenSource(index, finish, countError, maxPackedBytes);

  let source: OpenSource = openSource(0);
  let file = makeFileTally();
  const shapes = makeModelShapes();

  const rulesBelow = (root: string) => {
    const ofFile = `${root}[].results.predictions[]`;
    const ofGroup = `${ofFile}.models.*.grouped_predictions[]`;
    const prediction = `${ofGroup}.predictions[]`;
    return {
      prediction,
      cut: {
        [`${root}[].source`]: (value: unknown) => source.name(readSource(value, source.index)),
        [`${root}[].error`]: (value: unknown) => {
          if (value !== null) source.addError(readSourceError(value));
        },
        [`${root}[].results.errors[]`]: (value: unknown) => source.addError(readFileError(value)),
        [`${ofFile}.file`]: (value: unknown) => {
          if (typeof value === 'string') file.path = value;
        },
        [`${ofGroup}.id`]: (value: unknown) => {
          if (typeof value === 'string') file.nameGroup(value);
        },
        [prediction]: (value: unknown, _: Path, bytes: ByteRange) => file.addPrediction(value, bytes),
      },
      open: {
        [`${root}[]`]: (path: Path) => {
          source = openSource(Number(path.at(-1)));
        },
        [ofFile]: () => {
          file = makeFileTally();
        },
        [`${ofFile}.models.*`]: (path: Path) => {
          const model = readModel(path);
          file.openModel(model);
          shapes.openModel(model);
        },
        [ofGroup]: () => file.openGroup(),
      },
      close: {
        [ofFile]: () => source.addFile(file.read()),
        [`${root}[]`]: () => source.close(),
      },
      absent: {
        [ofFile]: () => source.addFile(MISSING_FILE),
        [`${root}[]`]: (path: Path) => {
          const missing = openSource(Number(path.at(-1)));
          missing.name({ type: 'unknown' });
          missing.close();
        },
      },
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
          if (typeof value === 'string') nameJob(value);
        },
        status: (value) => {
          if (value === 'FAILED') report.failure = 'Hume says that the job failed';
        },
      },
      open: {
        ...inArray.open,
        ...inCallback.open,
        '': (_, kind) => {
          if (kind === 'object') return;
          hasPredictions = true;
          nameJob(UNKNOWN_JOB);
        },
        predictions: () => {
          hasPredictions = true;
        },
      },
      close: { ...inArray.close, ...inCallback.close, '': () => nameJob(UNKNOWN_JOB) },
      absent: { ...inArray.absent, ...inCallback.absent },
    },
    inPlaceRules: (reader) => {
      const rule = reader.rule(
        () => shapes.open,
        (element) => file.addPredictionInPlace(element),
      );
      return { [inArray.prediction]: rule, [inCallback.prediction]: rule };
    },
    takeFinished: () => {
      const taken = finished;
      finished = [];
      return taken;
    },
    report: () => (hasPredictions || report.failure !== undefined ? report : undefined),
  };
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

/** About the source as a whole: its own words, or an error all the same. */
function readSourceError(value: unknown): FileError {
  const message = typeof value === 'string' ? value : WORDLESS.message;
  return { message, path: undefined };
}

function readFileError(value: unknown): FileError {
  const { message, file } = humeFileErrorSchema.parse(value);
  return { message, path: file ?? undefined };
}

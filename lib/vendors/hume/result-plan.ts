/** Where the parts of a Hume result are, in an array and in a callback, and whom they are told. */
import { Malformed } from '../../platform/errors.ts';
import { type CutPlan, compilePlan, type Path, type PlanRules } from '../../summaries/reader/cut-plan.ts';
import { isVendorName } from '../vendor.ts';
import type { FileTally } from './file-tally.ts';
import type { FileError, OpenSource } from './open-source.ts';
import type { ReadFile } from './read-file.ts';
import { type HumeSource, humeFileErrorSchema, humeSourceSchema, WORDLESS } from './schemas.ts';

/** A null among the files of a source. */
const MISSING_FILE: ReadFile = { path: undefined, predictions: 0, emotions: {}, leftOut: ['left out: a file of null'] };

/** What is told of one result, in the order of the document. */
export type ResultParts = {
  /** The ones that were opened last. */
  readonly source: OpenSource;
  readonly file: FileTally;
  openSource(index: number): void;
  openFile(): void;
  openModel(name: string): void;
  /** The array of predictions, which a result is or a callback holds. */
  openPredictions(): void;
  /** The first name is the one. */
  nameJob(id: string): void;
  /** An array that stands alone, or a document that ends, does not say which job it is of. */
  leaveUnnamed(): void;
  fail(): void;
};

/** The patterns of predictions. */
export const PREDICTION_OF_ARRAY = predictionBelow('');
export const PREDICTION_OF_CALLBACK = predictionBelow('predictions');

let compiled: CutPlan<ResultParts> | undefined;

/** Compiled with the first result, for all. */
export function resultPlan(): CutPlan<ResultParts> {
  compiled ??= compilePlan(resultRules());
  return compiled;
}

function fileBelow(root: string): string {
  return `${root}[].results.predictions[]`;
}

function groupBelow(root: string): string {
  return `${fileBelow(root)}.models.*.grouped_predictions[]`;
}

function predictionBelow(root: string): string {
  return `${groupBelow(root)}.predictions[]`;
}

function resultRules(): PlanRules<ResultParts> {
  const inArray = rulesBelow('');
  const inCallback = rulesBelow('predictions');
  return {
    cut: {
      ...inArray.cut,
      ...inCallback.cut,
      job_id: (result, value) => {
        if (typeof value === 'string') result.nameJob(value);
      },
      status: (result, value) => {
        if (value === 'FAILED') result.fail();
      },
    },
    open: {
      ...inArray.open,
      ...inCallback.open,
      '': (result, kind) => {
        if (kind === 'object') return;
        result.openPredictions();
        result.leaveUnnamed();
      },
      predictions: (result) => result.openPredictions(),
    },
    close: { ...inArray.close, ...inCallback.close, '': (result) => result.leaveUnnamed() },
    absent: { ...inArray.absent, ...inCallback.absent },
  };
}

function rulesBelow(root: string): Required<PlanRules<ResultParts>> {
  const ofSource = `${root}[]`;
  const ofFile = fileBelow(root);
  const ofGroup = groupBelow(root);
  return {
    cut: {
      [`${ofSource}.source`]: ({ source }, value) => source.name(readSource(value, source.index)),
      [`${ofSource}.error`]: ({ source }, value) => {
        if (value !== null) source.addError(readSourceError(value));
      },
      [`${ofSource}.results.errors[]`]: ({ source }, value) => source.addError(readFileError(value)),
      [`${ofFile}.file`]: ({ file }, value) => {
        if (typeof value === 'string') file.path = value;
      },
      [`${ofGroup}.id`]: ({ file }, value) => {
        if (typeof value === 'string') file.nameGroup(value);
      },
      [predictionBelow(root)]: ({ file }, value, bytes) => file.addPrediction(value, bytes),
    },
    open: {
      [ofSource]: (result, _, path) => result.openSource(Number(path().at(-1))),
      [ofFile]: (result) => result.openFile(),
      [`${ofFile}.models.*`]: (result, _, path) => result.openModel(readModel(path())),
      [ofGroup]: ({ file }) => file.openGroup(),
    },
    close: {
      [ofFile]: ({ source, file }) => source.addFile(file.read()),
      [ofSource]: ({ source }) => source.close(),
    },
    absent: {
      [ofFile]: ({ source }) => source.addFile(MISSING_FILE),
      [ofSource]: (result, path) => {
        result.openSource(Number(path().at(-1)));
        result.source.name({ type: 'unknown' });
        result.source.close();
      },
    },
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

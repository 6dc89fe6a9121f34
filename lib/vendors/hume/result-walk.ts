/** What is known at each point of a Hume result: its job, the open source and file, and the files that ended. */
import type { FileSummary } from '../../summaries/file-summary.ts';
import type { ElementReader } from '../../summaries/in-place/element-reader.ts';
import type { Tallies } from '../../summaries/in-place/tallies.ts';
import type { InPlace } from '../../summaries/reader/in-place-step.ts';
import type { ResultReport, SummariseContext } from '../vendor.ts';
import { makeFileTally } from './file-tally.ts';
import type { HeldFile } from './held-file.ts';
import { humeIdentity } from './identity.ts';
import { makeModelShapes } from './model-shapes.ts';
import { makeOpenSource } from './open-source.ts';
import { PREDICTION_OF_ARRAY, PREDICTION_OF_CALLBACK, type ResultParts } from './result-plan.ts';
import type { HumeSource } from './schemas.ts';

/** Of a saved result that does not say so, and nobody else does. */
const UNKNOWN_JOB = 'unknown';

export type ResultWalk = {
  /** To be told by the plan of results. */
  parts: ResultParts;
  /** Beside the plan's rules, for predictions that are read in place. */
  inPlaceRules(reader: ElementReader): InPlace['rules'];
  /** The files that ended since the last call, each to be made when it is wanted: many may end at once. */
  takeFinished(): (() => FileSummary)[];
  /** Undefined where the document is no result: neither an array of predictions nor a callback with one. */
  report(): ResultReport | undefined;
};

type WalkOptions = {
  /** Of the kernel that reads, where one does. */
  tallies?: Tallies | undefined;
  /** How much of a source's files may wait for its errors. */
  maxPackedBytes?: number;
};

export function makeResultWalk(context: SummariseContext, { tallies, maxPackedBytes }: WalkOptions = {}): ResultWalk {
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

  let source = openSource(0);
  let file = makeFileTally(tallies);
  const shapes = makeModelShapes();

  return {
    parts: {
      get source() {
        return source;
      },
      get file() {
        return file;
      },
      openSource: (index) => {
        source = openSource(index);
      },
      openFile: () => {
        file = makeFileTally(tallies);
      },
      openModel: (name) => {
        file.openModel(name);
        shapes.openModel(name);
      },
      openPredictions: () => {
        hasPredictions = true;
      },
      nameJob,
      leaveUnnamed: () => nameJob(UNKNOWN_JOB),
      fail: () => {
        report.failure = 'Hume says that the job failed';
      },
    },
    inPlaceRules: (reader) => {
      const rule = reader.rule(
        () => shapes.open,
        (element) => file.addPredictionInPlace(element),
      );
      return { [PREDICTION_OF_ARRAY]: rule, [PREDICTION_OF_CALLBACK]: rule };
    },
    takeFinished: () => {
      const taken = finished;
      finished = [];
      return taken;
    },
    report: () => (hasPredictions || report.failure !== undefined ? report : undefined),
  };
}

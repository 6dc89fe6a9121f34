/** A plain reading of a whole Hume result, written from VENDORS.md and DESIGN.md alone. */

type Named = { name?: unknown; score?: unknown };
type Range = { begin: number; end: number };
type Prediction = {
  emotions?: Named[] | null;
  sentiment?: Named[] | null;
  toxicity?: Named[] | null;
  time?: number | Range | null;
  position?: Range | null;
  frame?: number;
};
type Group = { id?: string; predictions: Prediction[] };
type Models = Record<string, { grouped_predictions?: Group[] | null } | null>;
export type Source = {
  source: { type: string; url?: string; md5sum?: string; filename?: string | null };
  results?: {
    predictions: { file: string; models: Models }[];
    errors?: { message: string; file?: string | null }[] | null;
  } | null;
  error?: string | null;
};

const isUsable = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 2 ** 53;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length < 201;
const isRange = (value: Range | null | undefined): value is Range => isUsable(value?.begin) && isUsable(value?.end);

type Seen = { name: string; score: number; peak: object };

function plainPeak({ time, position, frame }: Prediction, group: string | undefined): object {
  const range = typeof time === 'number' ? { begin: time, end: time } : time;
  return {
    ...(isRange(range) && { time: range }),
    ...(isRange(position) && { position }),
    ...(isUsable(frame) && { frame }),
    ...(group !== undefined && { group }),
  };
}

function plainMaxima(seen: Seen[]) {
  return [...Map.groupBy(seen, ({ name }) => name)].map(([name, scores]) => {
    const mean = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
    const max = Math.max(...scores.map(({ score }) => score));
    return { name, mean, max, peak: scores.find(({ score }) => score === max)?.peak };
  });
}

/** The mean of the levels as they are weighted; none where something else is among them. */
function plainLevel(sentiment: Named[] | null | undefined): number[] {
  const pairs = (sentiment ?? []).flatMap(({ name, score }) =>
    isName(name) && isUsable(score) ? [{ name, score }] : [],
  );
  const weight = pairs.reduce((sum, { score }) => sum + score, 0);
  if (weight <= 0 || pairs.some(({ name, score }) => !/^[1-9]$/.test(name) || score < 0)) return [];
  return [pairs.reduce((sum, { name, score }) => sum + Number(name) * score, 0) / weight];
}

const isScores = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each: Named | null) => typeof each?.name === 'string' && isUsable(each?.score));

/** Lists of scores that are neither emotions, sentiment nor toxicity. */
function plainBesides(prediction: Prediction): string[] {
  return Object.entries(prediction)
    .filter(([key]) => !['emotions', 'sentiment', 'toxicity'].includes(key))
    .filter(([key, value]) => isScores(value) || (key === 'facs' && Array.isArray(value) && value.length > 0))
    .map(([key]) => key);
}

/** All that one model says about one file: first come first, in the result's order. */
function plainModel(groups: Group[]) {
  const predictions = groups.flatMap(({ id, predictions }) => predictions.map((each) => ({ id, each })));
  const scoresIn = (list: 'emotions' | 'toxicity') =>
    predictions.flatMap(({ id, each }) =>
      (each[list] ?? []).flatMap(({ name, score }) =>
        isName(name) && isUsable(score) ? [{ name, score, peak: plainPeak(each, id) }] : [],
      ),
    );
  const all = plainMaxima(scoresIn('emotions'));
  const toxicity = plainMaxima(scoresIn('toxicity'));
  const levels = predictions.flatMap(({ each }) => plainLevel(each.sentiment));
  const byName = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const top = byName.toSorted((a, b) => b.mean - a.mean || b.max - a.max).slice(0, 5);
  return {
    predictions: predictions.length,
    groups: groups.length,
    top,
    all: Object.fromEntries(all.map(({ name, ...rest }) => [name, rest])),
    ...(levels.length > 0 && {
      sentiment: {
        meanLevel: levels.reduce((sum, level) => sum + level, 0) / levels.length,
        predictions: levels.length,
      },
    }),
    ...(toxicity.length > 0 && {
      toxicity: Object.fromEntries(toxicity.map(({ name, max, peak }) => [name, { max, peak }])),
    }),
    notSummarised: [...new Set(predictions.flatMap(({ each }) => plainBesides(each)))].toSorted(),
  };
}

/** Each kind of thing that is left out of a file is one error of it. */
function leftOut(models: Models): number {
  const predictions = Object.values(models).flatMap((model) =>
    (model?.grouped_predictions ?? []).flatMap((g) => g.predictions),
  );
  const isNoScore = ({ name, score }: Named) => !isName(name) || !isUsable(score);
  const kinds = [
    predictions.some(({ emotions }) => !emotions),
    predictions.some(({ emotions }) => emotions?.some(isNoScore)),
    predictions.some(({ toxicity }) => toxicity?.some(isNoScore)),
    predictions.some(({ sentiment }) => sentiment?.some(isNoScore)),
    predictions.some(({ sentiment }) => sentiment && sentiment.length > 0 && plainLevel(sentiment).length === 0),
  ];
  return kinds.filter(Boolean).length;
}

/**
 * The files that were read, then those only errors name. An error is about the files of its name in its source, about
 * all of the source's files when it names none, and a file of its own when there is no file.
 */
export function plainFiles(sources: Source[]) {
  return sources.flatMap(({ source, results, error }, index) => {
    const about = { index, type: source.type };
    const files = (results?.predictions ?? []).map(({ file, models }) => ({
      source: about,
      path: file as string | null,
      emotions: Object.fromEntries(
        Object.entries(models).flatMap(([name, model]) =>
          model ? [[name, plainModel(model.grouped_predictions ?? [])]] : [],
        ),
      ),
      leftOut: leftOut(models),
      said: [] as string[],
    }));
    const failed = (path: string | null) => ({ source: about, path, emotions: {}, leftOut: 0, said: [] as string[] });
    const errors = results?.errors ?? [];
    for (const { file } of errors) {
      if (typeof file === 'string' && !files.some(({ path }) => path === file)) files.push(failed(file));
    }
    const ofAll = errors.filter(({ file }) => typeof file !== 'string').map(({ message }) => message);
    if (typeof error === 'string') ofAll.push(error);
    if (files.length === 0) {
      if (ofAll.length === 0) ofAll.push('Hume gave no result for this source');
      files.push(failed(null));
    }
    for (const each of files) {
      const named = errors.filter(({ file }) => typeof file === 'string' && file === each.path);
      each.said.push(...named.map(({ message }) => message), ...ofAll);
    }
    return files;
  });
}

/** What the vendor said went wrong, each thing once however many files it is about, and what had to be left out. */
export function plainErrorCount(sources: Source[]): number {
  const said = sources.map(({ results, error }) => {
    const errors = (results?.errors ?? []).length + Number(typeof error === 'string');
    const isSilent = errors === 0 && (results?.predictions ?? []).length === 0;
    return errors + Number(isSilent);
  });
  const leftOutOf = plainFiles(sources).map((file) => file.leftOut);
  return [...said, ...leftOutOf].reduce((sum, count) => sum + count, 0);
}

/** Parts of Hume results, no longer than a test needs them. */

export type Scores = Record<string, number>;

export function emotions(scores: Scores): { name: string; score: number }[] {
  return Object.entries(scores).map(([name, score]) => ({ name, score }));
}

/** A face at so many seconds. */
export function face(time: number, scores: Scores) {
  return { frame: time * 3, time, prob: 0.99, box: { x: 0, y: 0, w: 9, h: 9 }, emotions: emotions(scores) };
}

export function group(id: string, ...predictions: unknown[]) {
  return { id, predictions };
}

/** One file seen by the face model, all its predictions in one group. */
export function faceFile(file: string, ...predictions: unknown[]) {
  return { file, models: { face: { metadata: null, grouped_predictions: [group('face_0', ...predictions)] } } };
}

export function urlSource(url: string, ...files: unknown[]) {
  return { source: { type: 'url', url }, results: { predictions: files, errors: [] } };
}

/** A source whose `results` list these errors. */
export function withErrors<T extends { results: object }>(source: T, ...errors: unknown[]) {
  return { ...source, results: { ...source.results, errors } };
}

export function uploadSource(filename: string | null, md5sum: string, ...files: unknown[]) {
  return {
    source: { type: 'file', filename, md5sum, content_type: null },
    results: { predictions: files, errors: [] },
  };
}

export function textSource(...files: unknown[]) {
  return { source: { type: 'text' }, results: { predictions: files, errors: [] } };
}

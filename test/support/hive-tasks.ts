/** Parts of Hive tasks, no longer than a test needs them. */

export type Scores = Record<string, number>;

export function classes(scores: Scores): { class: string; score: number }[] {
  return Object.entries(scores).map(([name, score]) => ({ class: name, score }));
}

/** A sentence of one second. */
export function sentence(start: number, scores: Scores) {
  return { text: 'a', start_timestamp: start, end_timestamp: start + 1, classes: classes(scores) };
}

export function speech(sentences: unknown[], media: object | null = { url: null, filename: 'a.m4a' }) {
  return {
    status: { code: '0', message: 'SUCCESS' },
    response: {
      input: { model_type: 'TRANSCRIPTION', media },
      moderated_classes: ['sexual', 'violence', 'hate', 'bullying'],
      output: [{ transcript: 'a', classifications: sentences, words: [] }],
    },
  };
}

/** Each text begins where the one before ends, and is ten characters long. */
export function text(...scores: Scores[]) {
  return {
    status: { code: '0', message: 'SUCCESS' },
    response: {
      input: { model_type: 'TEXT_CLASSIFICATION' },
      output: scores.map((each, index) => ({
        time: 0,
        start_char_index: index * 10,
        end_char_index: index * 10 + 10,
        classes: classes(each),
      })),
    },
  };
}

/** A frame of a video, or a segment of sound: its scores, and those of the boxes in it. */
export function frame(time: number | null, scores: Scores, ...boxes: Scores[]) {
  return {
    ...(time !== null && { time }),
    classes: classes(scores),
    ...(boxes.length > 0 && {
      bounding_poly: boxes.map((each) => ({ dimensions: { top: 1 }, classes: classes(each) })),
    }),
  };
}

/** One model's look at a medium of so many frames. */
export function looked(output: unknown, media: object | null = { url: null, filename: 'a.mp4' }, input: object = {}) {
  return { status: { code: '0', message: 'SUCCESS' }, response: { input: { model: 'm-1', media, ...input }, output } };
}

/** What V3 answers at once: its own names, and the time of a frame in `extra`. */
export function answerOfV3(...frames: { time: number; scores: Scores }[]) {
  const output = frames.map(({ time, scores }) => ({
    extra: [{ name: 'timestamp', value: time }],
    classes: Object.entries(scores).map(([name, value]) => ({ class_name: name, value })),
  }));
  return { task_id: 'task-3', model: 'hive/visual-moderation', version: '1', output };
}

export function failed(code: string | number, message: string | null = 'no media') {
  return { status: { code, message }, response: { input: null, output: [] } };
}

export function task(...status: unknown[]) {
  return { id: 'task-1', code: 200, status, from_cache: false };
}

/** Hume results at random. */
import fc from 'fast-check';

const emotionName = fc.constantFrom('Joy', 'Awe', 'Calm', 'Fear', 'Zeal', 'Doubt', 'Love', 'Surprise (negative)');
/** Few different numbers, so that there are ties; and some from outside 0..1. */
const score = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 0.25, 0.5, 1, 1.303, -0.1) },
  { weight: 6, arbitrary: fc.double({ min: -1, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53, -1e300) },
);
const emotions = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.uniqueArray(fc.record({ name: emotionName, score }), { selector: ({ name }) => name, maxLength: 8 }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      [{ name: 'Joy', score: null }],
      [{ score: 0.5 }],
      [{ name: '', score: 0.5 }],
      [{ name: 'x'.repeat(201), score: 0.5 }],
    ),
  },
);
const anyScore = fc.oneof(score, fc.constantFrom(null, '0.5'));
const sentiment = fc.array(
  fc.record({ name: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '9', '10'), score: anyScore }),
  {
    maxLength: 5,
  },
);
const toxicity = fc.array(fc.record({ name: fc.constantFrom('toxic', 'threat', 'insult', ''), score: anyScore }), {
  maxLength: 4,
});
/** Scores that are not summarised, and what is no list of scores. */
const besides = fc.constantFrom(
  null,
  [],
  [{ name: 'AU1', score: 0.5 }],
  [{ name: 'AU2', score: null }],
  [[1, 2]],
  'Ah',
);
const place = (max: number) =>
  fc.oneof({ weight: 9, arbitrary: fc.nat(max) }, { weight: 1, arbitrary: fc.constantFrom(2 ** 53, 1e300) });
const range = fc.record({ begin: place(90), end: place(90) });
const prediction = fc.record(
  {
    emotions,
    time: fc.option(fc.oneof(place(900), range)),
    position: fc.option(range),
    frame: place(900),
    prob: fc.double(),
    sentiment: fc.option(sentiment),
    toxicity: fc.option(toxicity),
    facs: besides,
    gestures: besides,
  },
  { requiredKeys: ['emotions'] },
);
const group = fc.record(
  { id: fc.constantFrom('unknown', 'face_0', 'spk_0'), predictions: fc.array(prediction, { maxLength: 5 }) },
  { requiredKeys: ['predictions'] },
);
const model = fc.option(
  fc.record(
    { metadata: fc.constant(null), grouped_predictions: fc.option(fc.array(group, { maxLength: 3 })) },
    { requiredKeys: [] },
  ),
);
const models = fc.dictionary(fc.constantFrom('face', 'prosody', 'burst', 'language', 'gaze'), model, { maxKeys: 3 });
const path = fc.constantFrom('clip.mp4', 'clip.mp3', 'faces/1.jpg', 'faces/2.jpg', '1/faces/1.jpg', 'text/0.txt');
export const anySource = fc.oneof(
  fc.record({
    type: fc.constant('url'),
    url: fc.constantFrom('https://a.test/clip.mp4', 'https://A.test/clip.mp4?s=1', 'https://a.test/faces.zip', 'odd'),
  }),
  fc.record({
    type: fc.constant('file'),
    md5sum: fc.constantFrom('aa', 'bb'),
    filename: fc.option(fc.constantFrom('clip.mp4', 'a.zip')),
  }),
  fc.record({ type: fc.constant('text') }),
);
/** Few paths, so that many name a file that has predictions. */
const fileError = fc.record(
  { message: fc.constantFrom('bad', 'late'), file: fc.option(path, { freq: 6 }) },
  { requiredKeys: ['message'] },
);
const source = fc.record(
  {
    source: anySource,
    results: fc.option(
      fc.record(
        {
          predictions: fc.array(fc.record({ file: path, models, file_type: fc.constant('video') }), { maxLength: 3 }),
          errors: fc.option(fc.array(fileError, { maxLength: 3 })),
        },
        { requiredKeys: ['predictions'] },
      ),
      { freq: 8 },
    ),
    error: fc.option(fc.string({ minLength: 1, maxLength: 10 }), { freq: 2 }),
  },
  { requiredKeys: ['source'] },
);

/** The same value, the keys of its objects in another order. */
function reordered(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const keyed = Object.entries(value).map(([key, item]) => ({ key, item, rank: next() }));
  return Object.fromEntries(
    keyed.toSorted((a, b) => a.rank - b.rank).map(({ key, item }) => [key, reordered(item, next)]),
  );
}

export function reorderedBy(value: unknown, seed: number): unknown {
  let state = seed;
  return reordered(value, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  });
}

export const result = fc.record({
  sources: fc.array(source, { maxLength: 4 }),
  keyOrder: fc.nat(),
  isCallback: fc.boolean(),
  ref: fc.option(fc.constant('mine'), { nil: undefined }),
  cuts: fc.array(fc.nat(3000), { maxLength: 60 }),
});

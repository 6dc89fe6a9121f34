/** Hume results of every model at random, with all that the vendor may leave out, add or write in another way. */
import fc from 'fast-check';
import { anyShare, mayLack, mostly, NO_NAMES, ODD_NAMES } from './any-spelling.ts';
import { isName } from './json.ts';
import type { Document, Zones } from './spelled-json.ts';

/** Few different numbers, so that there are ties; and from outside 0..1, and from the ends of what a double holds. */
const score = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, -0, 0.25, 0.5, 1, 1.303, -0.1, 1e-7) },
  { weight: 6, arbitrary: anyShare.map((share) => share * 3 - 1) },
  { weight: 1, arbitrary: fc.constantFrom(5e-324, 2 ** 53 - 1, -1e15, 0.1 + 0.2) },
);
/** What no database keeps, and what is no number. */
const noScore = fc.constantFrom(null, undefined, '0.5', true, [], {}, 2 ** 53, -1e300, Infinity);

/** A list of names with scores, now and then with one that cannot be used, or the same name twice. */
function scoresOf(names: readonly string[], maxLength = 6): fc.Arbitrary<Document> {
  const pair = mostly(
    fc.record({ name: fc.constantFrom(...names), score }),
    fc.oneof(
      fc.record({ name: fc.constantFrom(...NO_NAMES), score }),
      fc.record({ name: fc.constantFrom(...names), score: noScore }),
      fc.constantFrom(null, 7, 'Joy', []),
    ),
    40,
  );
  return fc.array(pair, { maxLength }) as fc.Arbitrary<Document>;
}

const EMOTIONS = ['Joy', 'Awe', 'Calm', 'Fear', 'Zeal', 'Doubt', 'Surprise (negative)', ...ODD_NAMES];
const emotions = mostly(scoresOf(EMOTIONS, 9), fc.constantFrom(null, undefined, 'none', {}, 7), 20);

const LEVELS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const likelihood = fc.oneof(fc.constantFrom(0, 0.25, 1), anyShare);
const sentiment = mostly(
  fc.oneof(
    fc
      .tuple(...LEVELS.map(() => likelihood))
      .map((scores) => scores.map((each, at) => ({ name: `${at + 1}`, score: each }))),
    fc.array(fc.record({ name: fc.constantFrom(...LEVELS), score: likelihood }), { maxLength: 4 }),
  ),
  fc.constantFrom(
    [{ name: '0', score: 1 }],
    [
      { name: '0', score: 1 },
      { name: '9', score: 1 },
    ],
    [{ name: '10', score: 1 }],
    [{ name: 'positive', score: 1 }],
    [{ name: '5', score: -1 }],
  ),
  6,
);
const toxicity = scoresOf(['toxic', 'severe_toxic', 'insult', 'threat', '__proto__', 'é'], 4);
const others = scoresOf(['AU1 Inner Brow Raise', 'Laugh', 'Smile'], 3);

const at = (max: number) =>
  mostly(
    fc.oneof(
      fc.nat(max),
      anyShare.map((share) => share * max),
    ),
    noScore,
    20,
  );
const range = fc.record({ begin: at(90), end: at(90) });
const number = anyShare;
const words = fc.constantFrom('a', 'Hello "you"', 'naïve 😀', '}],{[', '');
/** So that no element is like another, and the right one can be told. */
const serial = fc.nat();

const group = { frame: mayLack(at(900)), time: mayLack(fc.oneof(at(900), range)) };
const spoken = {
  text: mayLack(words),
  position: mayLack(range),
  time: mayLack(range, 2),
  confidence: mayLack(number, 1),
};

const PREDICTIONS = {
  face: fc.record({
    serial,
    ...group,
    prob: number,
    box: fc.record({ x: number, y: number, w: number, h: number }),
    emotions,
    facs: mayLack(others, 1),
    descriptions: mayLack(others, 1),
  }),
  burst: fc.record({ serial, time: mayLack(range), emotions, descriptions: mayLack(others, 2) }),
  prosody: fc.record({ serial, ...spoken, speaker_confidence: mayLack(number, 1), emotions }),
  language: fc.record({
    serial,
    ...spoken,
    emotions,
    sentiment: mayLack(sentiment, 3),
    toxicity: mayLack(toxicity, 3),
  }),
  ner: fc.record({ serial, entity: words, ...spoken, support: number, uri: words, emotions }),
  facemesh: fc.record({ serial, emotions }),
  gaze: fc.record({
    serial,
    time: mayLack(at(90)),
    emotions,
    directions: mayLack(others, 2),
    counts: fc.constant([1, 2]),
  }),
};

function modelOf(predictions: fc.Arbitrary<object>) {
  const element = mostly(predictions, fc.constant(null), 30);
  const ofGroup = fc.record({
    id: mayLack(fc.constantFrom('unknown', 'face_0', 'spk_0', '__proto__', 'é')),
    predictions: mostly(fc.array(element, { maxLength: 3 }), fc.constantFrom(null, undefined)),
  });
  const grouped_predictions = mayLack(fc.array(mostly(ofGroup, fc.constant(null), 20), { maxLength: 2 }), 12);
  return mostly(
    fc.record({ metadata: mayLack(fc.constant({ language: 'en' })), grouped_predictions }),
    fc.constant(null),
  );
}

/** Some of the vendor's models, and now and then one that has another's name. */
const models = fc
  .uniqueArray(fc.constantFrom(...Object.keys(PREDICTIONS), ...ODD_NAMES.filter(isName).slice(0, 3)), { maxLength: 3 })
  .chain((names) =>
    fc
      .tuple(...names.map((name) => modelOf(new Map(Object.entries(PREDICTIONS)).get(name) ?? PREDICTIONS.gaze)))
      .map((looks) => Object.fromEntries(names.map((name, index) => [name, looks[index]]))),
  );

const PATHS = [
  'clip.mp4',
  'clip.mp3',
  'faces/1.jpg',
  'faces/2.jpg',
  '1/faces/1.jpg',
  'text/0.txt',
  'é/😀.jpg',
  '__proto__',
  'a.zip',
];
const path = fc.constantFrom(...PATHS);
const file = fc.record({ file: mayLack(path, 12), file_type: fc.constant('video'), models: mayLack(models, 12) });

const source = fc.oneof(
  fc.record({
    type: fc.constant('url'),
    url: fc.constantFrom(
      'https://a.test/clip.mp4',
      'HTTPS://A.test/clip.mp4?s=1#t=1',
      'https://a.test/faces.zip',
      'https://me:p@a.test/A.TAR.GZ?zip',
      'https://a.test/%C3%A9/clip.mp4',
      's3://Bucket/faces/1.jpg',
      'odd',
      'é',
    ),
  }),
  fc.record({
    type: fc.constant('file'),
    md5sum: fc.constantFrom('ABCDEF', 'bb'),
    filename: mayLack(fc.constantFrom('clip.mp4', 'a.zip', 'é.tgz')),
    content_type: mayLack(fc.constant('video/mp4')),
  }),
  fc.record({ type: fc.constant('text') }),
);
const message = fc.constantFrom('bad', 'é "late"\n', 'x'.repeat(300), 'x'.repeat(301), '😀'.repeat(200), undefined);
const errors = fc.array(mostly(fc.record({ message, file: mayLack(path) }), fc.constantFrom('oops', null, 7), 10), {
  maxLength: 3,
});
const entry = fc.record({
  source,
  results: mayLack(
    fc.record({
      predictions: mayLack(fc.array(mostly(file, fc.constant(null), 30), { maxLength: 2 }), 12),
      errors: mayLack(mostly(fc.constant([]), errors, 1), 3),
    }),
    9,
  ),
  error: mostly(fc.constantFrom(null, undefined), fc.constantFrom('failed', 'é', 'x'.repeat(301), { code: 1 }, 7), 5),
});

/** A list of sources, or the callback that holds one. */
export const anyHumeResult: fc.Arbitrary<Document> = fc
  .record({ sources: fc.array(mostly(entry, fc.constant(null), 30), { maxLength: 3 }), isCallback: fc.boolean() })
  .map(({ sources, isCallback }) => {
    const document = isCallback ? { job_id: 'job-0', status: 'COMPLETED', predictions: sources } : sources;
    return document as Document;
  });

const ELEMENT = /\.grouped_predictions\.\d+\.predictions\.\d+/;
/** Every key of `models` is a model; inside one prediction keys may come twice. */
export const HUME_ZONES: Zones = { isOpen: (at) => !/\.models$/.test(at), isElement: (at) => ELEMENT.test(at) };

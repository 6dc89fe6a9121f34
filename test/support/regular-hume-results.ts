/**
 * Hume results as they are: hundreds of predictions of one model that differ in their numbers, now and then in something
 * else. The same for the same seed.
 */
import { anyScore, below, oneOf, type Random } from './random-numbers.ts';

const NAMES = ['Joy', 'Awe', 'Empathic Pain', 'Surprise (negative)', 'Émoi', 'Doubt', 'Calm', '😀'];
const LEVELS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const HABITS: Record<string, Habit> = {
  face: { names: NAMES, place: 'face', besides: { facs: ['AU1', 'AU2'] } },
  prosody: { names: NAMES.toReversed(), place: 'speech', besides: {} },
  language: { names: NAMES.slice(2), place: 'speech', besides: { sentiment: LEVELS, toxicity: ['toxic', 'threat'] } },
};
type Habit = { names: readonly string[]; place: 'face' | 'speech'; besides: Record<string, readonly string[]> };
type Pair = { name?: unknown; score?: unknown };

/** How likely it is that a prediction differs in more than its numbers. */
export function regularResult(random: Random, difference: number): unknown {
  const differs = () => random() < difference;

  function listOf(names: readonly string[]): unknown {
    const pairs: unknown[] = names.map((name): Pair => {
      if (differs()) return { score: anyScore(random), name };
      return { name, score: anyScore(random) };
    });
    if (!differs()) return pairs;
    return oneOf<() => unknown>(random, [
      () => pairs.toReversed(),
      () => pairs.slice(1),
      () => [...pairs, ...pairs.slice(0, 1)],
      () => [...pairs, { name: 'Joy', score: null }],
      () => [...pairs, { name: '', score: 1 }],
      () => [...pairs, { name: '__proto__', score: 1 }],
      () => [...pairs, { name: 'new "name"', score: 1 }],
      () => [...pairs, { name: 'Joy', score: 2 ** 60 }],
      () => [...pairs, { name: 'Joy', score: 1, more: [1] }],
      () => [...pairs, 7],
      () => pairs.map((pair) => ({ class: Object(pair).name, value: 1 })),
      () => [],
      () => null,
      () => 'none',
      () => ({ name: 'toxic', score: 0.5 }),
    ])();
  }

  function prediction({ names, place, besides }: Habit, at: number): unknown {
    const range = { begin: at / 3, end: at / 3 + random() };
    const placed =
      place === 'face'
        ? { frame: at, time: at / 3, prob: random(), box: { x: random(), y: -1 } }
        : {
            text: oneOf(random, ['Hm.', '}],"emotions":[{"', 'é\n', '']),
            position: { begin: at, end: at + 9 },
            time: range,
          };
    const lists = Object.entries({ emotions: names, ...besides }).map(([key, list]) => [key, listOf(list)]);
    const entries = [...Object.entries(placed), ...lists].filter(() => !differs());
    if (differs()) entries.reverse();
    if (differs())
      entries.push([
        oneOf(random, ['extra', '0', 'a"b', '__proto__', 'descriptions']),
        oneOf(random, [[], [{}], null, 'x']),
      ]);
    return differs() && differs() ? null : Object.fromEntries(entries);
  }

  const predictions = (habit: Habit) => Array.from({ length: below(random, 9) }, (_, at) => prediction(habit, at));
  const models = () =>
    Object.fromEntries(
      Object.entries(HABITS)
        .filter(() => random() < 0.7)
        .map(([model, habit]) => [
          model,
          {
            metadata: null,
            grouped_predictions: [
              { id: 'a', predictions: predictions(habit) },
              { predictions: predictions(habit), id: 'b' },
            ],
          },
        ]),
    );
  const files = () =>
    Array.from({ length: 1 + below(random, 3) }, (_, at) => ({ file: `${at}.mp4`, models: models() }));
  return Array.from({ length: 1 + below(random, 2) }, (_, at) => ({
    source: { type: 'url', url: `https://a.test/${at}.mp4` },
    results: { predictions: files(), errors: [] },
    unknown: { nested: [[{}], { a: [1, 'x'] }] },
  }));
}

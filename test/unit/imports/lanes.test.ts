import { expect, test } from 'vitest';
import { makeLanes } from '../../../lib/imports/lanes.ts';

/** Lets all that can go on go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function makeTrack(count: number) {
  const enter = makeLanes(count);
  const inside = new Map<string, () => void>();
  return {
    inside: () => [...inside.keys()],
    arrive: (label: string, name = label) => {
      void enter(name).then((leave) => inside.set(label, leave));
    },
    leave: async (label: string) => {
      inside.get(label)?.();
      inside.delete(label);
      await settled();
    },
  };
}

test('so many at once, and the others in the order they came', async () => {
  const track = makeTrack(2);
  for (const label of ['a', 'b', 'c', 'd']) track.arrive(label);
  await settled();
  expect(track.inside()).toEqual(['a', 'b']);
  await track.leave('b');
  expect(track.inside()).toEqual(['a', 'c']);
  await track.leave('a');
  expect(track.inside()).toEqual(['c', 'd']);
});

test('one at a time of a name, and it keeps nobody else waiting', async () => {
  const track = makeTrack(2);
  track.arrive('first', 'job');
  track.arrive('second', 'job');
  track.arrive('other');
  await settled();
  expect(track.inside()).toEqual(['first', 'other']);
  await track.leave('other');
  expect(track.inside()).toEqual(['first']);
  await track.leave('first');
  expect(track.inside()).toEqual(['second']);
});

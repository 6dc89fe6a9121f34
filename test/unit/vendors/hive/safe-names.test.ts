/** What a name alone says of a class that nobody knows. */
import { describe, expect, test } from 'vitest';
import { HIVE_PRODUCTS } from '../../../../lib/vendors/hive/classes/class-entry.ts';
import { entriesOf } from '../../../../lib/vendors/hive/classes/class-registry.ts';
import { safeNamesAmong } from '../../../../lib/vendors/hive/classes/safe-names.ts';

const ENTRIES = HIVE_PRODUCTS.flatMap((product) => entriesOf(product));

describe('the name of a class that nobody knows', () => {
  const isSafe = (name: string, ...others: string[]) => safeNamesAmong([...others, name]).has(name);

  test.each([
    ['no_vape', 'yes_vape'],
    ['no_vape', 'vape'],
    ['no_fire', 'fire_small'],
    ['not_fire', 'a_fire_here'],
    ['no_open_fire', 'yes_open_fire'],
    ['no_a.c', 'a.c_b'],
    ['no_a\nb', 'a\nb'],
    ['no__', 'a__'],
  ])('%j is safe beside %j, and not alone', (name, other) => {
    expect(isSafe(name, other)).toBe(true);
    expect(isSafe(name)).toBe(false);
  });

  test.each(['no_gun', 'no_weapons', 'not_hate', 'none', 'natural', 'general_not_nsfw_not_suggestive'])(
    '%s is safe by itself: the registry has the other, or the name says it all',
    (name) => expect(isSafe(name)).toBe(true),
  );

  test.each([
    ['no_clothes', 'clothing'],
    ['no_clothes', 'yesclothes'],
    ['no_clothes', 'clothes2'],
    ['no_clothes', 'no_clothes_at_all'],
    ['no_clothes', 'not_clothes'],
    ['no_clothes', 'no_clothes'],
    ['no_small_fire', 'fire_small'],
    ['no_a.c', 'abc'],
    ['not_safe_for_work', 'work'],
    ['no_', 'a_'],
    ['no', 'no_gun'],
    ['nothing', 'thing'],
    ['gun_not_in_hand', 'in_hand'],
    ['yes_no_thing', 'thing'],
    ['nude', 'text'],
    ['', 'x'],
    ['constructor', 'x'],
  ])('%j is not safe beside %j', (name, other) => expect(isSafe(name, other)).toBe(false));

  test('no violation that is known would be taken for safe by its name', () => {
    const names = ENTRIES.filter(({ polarity }) => polarity === 'violation').map((entry) => entry.class);
    expect([...safeNamesAmong(names)]).toEqual([]);
  });

  test('all safe names that are known would be, but for two that deny more than one thing, or another', () => {
    const names = ENTRIES.filter(({ polarity }) => polarity === 'safe').map((entry) => entry.class);
    const safe = safeNamesAmong(names);
    expect(names.filter((name) => !safe.has(name))).toEqual(['no_tongue', 'no_hanging_no_noose']);
  });
});

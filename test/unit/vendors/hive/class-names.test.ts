import { expect, test } from 'vitest';
import { makeKeptByNames, makeKnownNames } from '../../../../lib/vendors/hive/class-names.ts';

/** Lists of one name each, all of them different. */
const lists = (count: number) => Array.from({ length: count }, (_, index) => [`class_${index}`]);

test('the same names in the same order are one object, others are not', () => {
  const namesOf = makeKnownNames();
  const names = namesOf(['hate', 'spam']);
  expect(namesOf(['hate', 'spam'])).toBe(names);
  for (const others of [['spam', 'hate'], ['hate'], ['hate', 'spam', 'hate'], []]) {
    expect(namesOf(others)).toEqual(others);
    expect(namesOf(others)).not.toBe(names);
  }
  expect(namesOf(['hate', 'spam'])).toBe(names);
});

test('lists that do not come again, and long ones, are not kept', () => {
  const namesOf = makeKnownNames();
  const names = namesOf(['hate']);
  for (const other of lists(100)) namesOf(other);
  expect(namesOf(['hate'])).not.toBe(names);

  const long = Array.from({ length: 5000 }, (_, index) => `class_${index}`);
  expect(namesOf([...long])).not.toBe(namesOf([...long]));
});

test('what is known of names is made once, as long as they come again soon', () => {
  const made: (readonly string[])[] = [];
  const { of: countOf, forget } = makeKeptByNames((names) => {
    made.push(names);
    return names.length;
  });
  const [some, others] = [['hate', 'spam'], ['hate']];
  for (let round = 0; round < 3; round += 1) {
    expect(countOf(some)).toBe(2);
    expect(countOf(others)).toBe(1);
  }
  expect(made).toEqual([some, others]);
  for (const other of lists(100)) expect(countOf(other)).toBe(1);
  expect(countOf(some)).toBe(2);
  expect(made).toHaveLength(103);
  forget();
  expect(countOf(some)).toBe(2);
  expect(made).toHaveLength(104);
});

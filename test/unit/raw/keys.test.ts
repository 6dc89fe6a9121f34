import { expect, test } from 'vitest';
import { digestOf } from '../../../lib/raw/digest.ts';
import { asideCallbackKey, callbackKey, resultKey, unreadableCallbackKey } from '../../../lib/raw/keys.ts';

const abc = digestOf(Buffer.from('abc'));
const abd = digestOf(Buffer.from('abd'));

test('a callback is named by its content: sent twice it is one object, changed it is another', () => {
  expect(callbackKey('hume', 'job-1', abc)).toBe(`callbacks/hume/job-1/${abc.sha256}`);
  expect(callbackKey('hume', 'job-1', abc)).not.toBe(callbackKey('hume', 'job-1', abd));
  expect(callbackKey('hume', 'job-1', abc)).not.toBe(callbackKey('hive', 'job-1', abc));
});

test('an unreadable callback is found by the UTC day it came', () => {
  const key = unreadableCallbackKey('hive', new Date('2026-02-28T23:30:00-05:00'), abc);
  expect(key).toBe(`unreadable/hive/2026-03-01/${abc.sha256}`);
});

test('a callback kept aside is found by the UTC day it came, apart from all others', () => {
  const key = asideCallbackKey('hume', new Date('2026-02-28T23:30:00-05:00'), abc);
  expect(key).toBe(`aside/hume/2026-03-01/${abc.sha256}`);
});

test('a fetched result has one place, whatever it holds', () => {
  expect(resultKey('hume', 'job-1')).toBe('results/hume/job-1');
});

import { expect, test } from 'vitest';
import {
  FILE_KEY_PATTERN,
  fileKeyOf,
  jobFileIdentity,
  md5Identity,
  memberIdentity,
  refIdentity,
  refOfIdentity,
  urlIdentity,
} from '../../../lib/summaries/identity.ts';

test.each([
  ['scheme and host have no case', 'HTTPS://Media.Example.COM/a.mp4', 'https://media.example.com/a.mp4'],
  ['a path has', 'https://example.com/Clips/A.mp4', 'https://example.com/Clips/A.mp4'],
  ['a path stays encoded as it came', 'https://example.com/a%20b/%C3%A9.mp4', 'https://example.com/a%20b/%C3%A9.mp4'],
  ['presigned URLs differ in the query', 'https://example.com/a.mp4?X-Amz-Signature=1', 'https://example.com/a.mp4'],
  ['a fragment is the reader’s', 'https://example.com/a.mp4#t=10', 'https://example.com/a.mp4'],
  ['a fragment may hold a question mark', 'https://example.com/a.mp4#?b', 'https://example.com/a.mp4'],
  ['a query without a path', 'https://example.com?a=1', 'https://example.com'],
  ['user information is a secret', 'https://me:secret@example.com/a.mp4', 'https://example.com/a.mp4'],
  ['a secret may hold an @', 'https://me:p@ss@example.com/a.mp4', 'https://example.com/a.mp4'],
  ['an @ in a path is no user information', 'https://example.com/@me/a.mp4', 'https://example.com/@me/a.mp4'],
  ['a port tells servers apart', 'https://Example.com:8443/a.mp4', 'https://example.com:8443/a.mp4'],
  ['buckets are no web servers', 's3://Bucket/Key.mp4', 's3://bucket/Key.mp4'],
])('%s', (_, url, identity) => {
  expect(urlIdentity(url)).toBe(identity);
});

test.each([
  '',
  'clip.mp4',
  '/clips/a.mp4',
  '//example.com/a.mp4',
  'https://',
  'https:///a.mp4',
  '1https://example.com/',
])('%j is no absolute URL', (text) => {
  expect(urlIdentity(text)).toBeUndefined();
});

test('a file key is 22 base64url characters of the SHA-256 of the identity, and does not change', () => {
  // printf 'https://example.com/a.mp4' | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | cut -c 1-22
  expect(fileKeyOf('https://example.com/a.mp4')).toBe('DgbcoCNNopNYuzsPcAsUc7');
  expect(fileKeyOf('é')).toMatch(FILE_KEY_PATTERN);
  expect(fileKeyOf('https://example.com/A.mp4')).not.toBe(fileKeyOf('https://example.com/a.mp4'));
});

test.each(['', 'short', `${'a'.repeat(21)}=`, `${'a'.repeat(21)}/`, 'a'.repeat(23), `${'a'.repeat(22)}\n`])(
  '%j is no file key',
  (text) => {
    expect(FILE_KEY_PATTERN.test(text)).toBe(false);
  },
);

test('identities of other kinds never read as one another', () => {
  expect(refIdentity('clip-7')).toBe('ref:clip-7');
  expect(md5Identity('D41D8CD98F00B204E9800998ECF8427E')).toBe('md5:d41d8cd98f00b204e9800998ecf8427e');
  expect(jobFileIdentity('hive', 'job-1', 0, 'Building.m4a')).toBe('hive:job-1/0/Building.m4a');
  expect(memberIdentity('https://example.com/faces.zip', 'faces/100.jpg')).toBe(
    'https://example.com/faces.zip!/faces/100.jpg',
  );
});

test.each([
  ['a ref', 'clip', 'clip', null],
  ['a ref that looks like a member', 'backup.zip!/a.jpg', 'backup.zip!/a.jpg', null],
  ['a ref that looks like one, of a file of that name', 'backup.zip!/a.jpg', 'backup.zip!/a.jpg', 'a.jpg'],
  ['a ref that looks like one, of a URL that ends so', 'backup.zip!/b.jpg', 'backup.zip!/b.jpg', 'b.jpg'],
  ['a single file', 'clip', 'clip', 'clip.mp4'],
  ['a member of an archive', 'backup', 'backup!/faces/a.jpg', 'faces/a.jpg'],
  ['a member, the ref looking like another', 'x!/y', 'x!/y!/faces/a.jpg', 'faces/a.jpg'],
  ['a later source', 'clip', 'clip!/2/a.jpg', 'a.jpg'],
  ['a file that came thrice', 'clip', 'clip!/2/faces/a.jpg#3', 'faces/a.jpg'],
  ['a name with a count of its own', 'clip', 'clip!/2/a#2', 'a#2'],
  ['another path than the identity ends in', 'clip!/other.jpg', 'clip!/other.jpg', 'faces/a.jpg'],
  ['a part of a name', 'clip!/my-a.jpg', 'clip!/my-a.jpg', 'a.jpg'],
  ['nothing but a path', '!/faces/a.jpg', '!/faces/a.jpg', 'faces/a.jpg'],
  ['lines', 'a\nb', 'a\nb!/faces/c\nd', 'faces/c\nd'],
])('the ref of an identity: %s', (_, ref, rest, path) => {
  const source = { index: 2, type: 'url', filename: 'a.jpg', url: 'https://example.com/b.jpg?signature=1' };
  expect(refOfIdentity({ identity: refIdentity(rest), path, source })).toBe(ref);
});

test('no other identity has a ref', () => {
  const source = { index: 0, type: 'file' };
  expect(refOfIdentity({ identity: md5Identity('ab'), path: null, source })).toBeUndefined();
  expect(refOfIdentity({ identity: 'https://example.com/ref:a', path: null, source })).toBeUndefined();
});

import { expect, test } from 'vitest';
import { humeIdentity } from '../../../../lib/vendors/hume/identity.ts';
import type { HumeSource } from '../../../../lib/vendors/hume/schemas.ts';

function identityOf(source: HumeSource, file: string | undefined, ref?: string) {
  return humeIdentity(source, { jobId: 'job-1', ref, sourceIndex: 0, file }, new Map());
}

const url = (text: string): HumeSource => ({ type: 'url', url: text });
const upload = (filename: string | null): HumeSource => ({ type: 'file', md5sum: 'ABC', filename });

test.each([
  ['the URL’s own file', url('https://example.com/clip.mp4'), 'clip.mp4', 'https://example.com/clip.mp4'],
  ['its sound track', url('https://example.com/clip.mp4'), 'clip.mp3', 'https://example.com/clip.mp4'],
  ['no file', url('https://example.com/clip.mp4'), undefined, 'https://example.com/clip.mp4'],
  ['an encoded name', url('https://example.com/a%20b.mp4'), 'a b.mp4', 'https://example.com/a%20b.mp4'],
  ['an encoded slash', url('https://example.com/a%2Fb.mp4'), 'a/b.mp4', 'https://example.com/a%2Fb.mp4'],
  ['a name that is badly encoded', url('https://example.com/100%.mp4'), '100%.mp4', 'https://example.com/100%.mp4'],
  ['a member in a folder', url('https://example.com/a.zip'), 'x/1.jpg', 'https://example.com/a.zip!/x/1.jpg'],
  ['a member at the top', url('https://example.com/a.ZIP'), '1.jpg', 'https://example.com/a.ZIP!/1.jpg'],
  [
    'a member of a compressed archive',
    url('https://example.com/a.tar.gz'),
    '1.jpg',
    'https://example.com/a.tar.gz!/1.jpg',
  ],
  ['a member of a .tgz', url('https://example.com/a.tgz'), '1.jpg', 'https://example.com/a.tgz!/1.jpg'],
  ['an archive behind a signature', url('https://example.com/a.zip?s=1'), '1.jpg', 'https://example.com/a.zip!/1.jpg'],
  [
    'a folder in a name that is no archive’s',
    url('https://example.com/get'),
    'x/1.jpg',
    'https://example.com/get!/x/1.jpg',
  ],
  ['the archive itself', url('https://example.com/a.zip'), 'a.zip', 'https://example.com/a.zip'],
  ['a bucket', url('s3://Bucket/clip.mp4'), 'clip.mp4', 's3://bucket/clip.mp4'],
  ['a URL that is none', url('clip.mp4'), 'clip.mp4', 'hume:job-1/0/clip.mp4'],
  ['an upload', upload('me.jpg'), 'me.jpg', 'md5:abc'],
  ['an upload without a name', upload(null), 'me.jpg', 'md5:abc'],
  ['a member of an uploaded archive', upload('me.zip'), 'a/1.jpg', 'md5:abc!/a/1.jpg'],
  ['a text', { type: 'text' } satisfies HumeSource, 'text/0.txt', 'hume:job-1/0/text/0.txt'],
  ['a text without a file', { type: 'text' } satisfies HumeSource, undefined, 'hume:job-1/0/'],
])('%s', (_, source, file, identity) => {
  expect(identityOf(source, file)).toBe(identity);
});

test('a ref goes before everything, and keeps members apart', () => {
  expect(identityOf(url('https://example.com/clip.mp4'), 'clip.mp4', 'mine')).toBe('ref:mine');
  expect(identityOf(upload('me.jpg'), 'me.jpg', 'mine')).toBe('ref:mine');
  expect(identityOf({ type: 'text' }, 'text/0.txt', 'mine')).toBe('ref:mine');
  expect(identityOf(url('https://example.com/a.zip'), 'x/1.jpg', 'mine')).toBe('ref:mine!/x/1.jpg');
});

test('an identity already given away is never given twice', () => {
  const taken = new Map<string, number>();
  const source = url('https://example.com/a.zip');
  const give = (sourceIndex: number, file: string) =>
    humeIdentity(source, { jobId: 'job-1', ref: undefined, sourceIndex, file }, taken);
  const given = [give(0, 'x'), give(0, '1/x'), give(1, 'x'), give(1, 'x'), give(1, 'x'), give(2, 'x')];
  expect(given.slice(0, 2)).toEqual(['https://example.com/a.zip!/x', 'https://example.com/a.zip!/1/x']);
  expect(new Set(given).size).toBe(given.length);
});

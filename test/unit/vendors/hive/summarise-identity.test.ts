import { describe, expect, test } from 'vitest';
import { summarise } from '../../../support/hive-summaries.ts';
import { failed, sentence, speech, task, text } from '../../../support/hive-tasks.ts';
import { onlyFile } from '../../../support/result-bytes.ts';

describe('who the file is', () => {
  test.each([
    ['a URL', { url: 'https://EXAMPLE.com/a.mp4?s=1', filename: 'a.mp4' }, 'https://example.com/a.mp4', 'url'],
    ['an upload', { url: null, filename: 'a.m4a' }, 'hive:task-1/0/a.m4a', 'upload'],
    ['a URL that is none', { url: 'a.mp4', filename: 'a.mp4' }, 'hive:task-1/0/a.mp4', 'url'],
    ['nothing said', { url: null, filename: null }, 'hive:task-1/0/', 'upload'],
    ['no media', null, 'hive:task-1/0/', 'upload'],
  ])('%s', async (_, media, identity, type) => {
    const file = onlyFile(await summarise(task(speech([sentence(0, { hate: 1 })], media))));
    expect(file).toMatchObject({ identity, source: { index: 0, type }, path: null });
  });

  test('a ref goes before all', async () => {
    const media = { url: 'https://example.com/a.mp4', filename: null };
    const result = await summarise(task(speech([sentence(0, { hate: 1 })], media)), { ref: 'mine' });
    expect(onlyFile(result)).toMatchObject({ identity: 'ref:mine', source: { url: 'https://example.com/a.mp4' } });
  });

  test('the input of a failed model names the file as well', async () => {
    const { status } = failed('2');
    const input = { model_type: 'TRANSCRIPTION', media: { url: 'https://example.com/a.mp4' } };
    const result = await summarise(task({ status, response: { input } }, text({ hate: 1 })));
    expect(onlyFile(result).identity).toBe('https://example.com/a.mp4');
  });

  test.each([
    ['has no media', null],
    ['has a name only', { url: null, filename: 'a.mp4' }],
    ['has a URL that is no text', { url: 5 }],
  ])('the URL may stand in a later entry, where the first %s', async (_, media) => {
    const later = speech([sentence(0, { hate: 1 })], { url: 'https://example.com/a.mp4?s=1' });
    const result = await summarise(task(speech([sentence(0, { hate: 1 })], media), later));
    expect(onlyFile(result)).toMatchObject({ identity: 'https://example.com/a.mp4', source: { type: 'url' } });
  });

  test('a saved result without an id says so', async () => {
    expect(onlyFile(await summarise({ status: [text({ hate: 1 })] })).jobId).toBe('unknown');
  });
});

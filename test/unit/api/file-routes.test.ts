import { beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../../lib/summaries/policy.ts';
import { felt, moderated } from '../../support/evidence-app.ts';
import { type ClassAbout, likely, makeFileSummary, POLICY } from '../../support/index-summaries.ts';
import { AT, makeTestApp } from '../../support/query-app.ts';

const STANDARD: Policy = { ...POLICY, name: 'standard' };
const STRICT: Policy = { ...STANDARD, name: 'strict', version: 7, probabilityLevels: [0.1, 0.2, 0.3] };
const STRICT_BEFORE: Policy = { ...STRICT, version: 6, severityClasses: [] };

const { fileKey } = makeFileSummary({ ref: 'a' });
const BY_KEY = `/files/${fileKey}`;
const at = { time: { begin: 1, end: 2 } };
const gore = (max: number) => likely(max, { at });

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp({ policies: [STANDARD, STRICT, STRICT_BEFORE] });
});

const add = (jobId: string, classes: Record<string, ClassAbout>) =>
  api.addFiles(AT, { ...moderated(classes, null), vendor: 'hive', jobId });

describe('a summary is judged when it is asked for', () => {
  test.each([
    ['', { severity: 2, severityClass: 'hate', derived: false, policy: 'standard@1' }],
    ['policy=standard', { severity: 2, severityClass: 'hate', derived: false, policy: 'standard@1' }],
    ['policy=standard@1', { severity: 2, severityClass: 'hate', derived: false, policy: 'standard@1' }],
    ['policy=strict', { severity: 3, severityClass: 'gore', derived: true, policy: 'strict@7' }],
    ['policy=strict@6', { severity: 3, severityClass: 'gore', derived: true, policy: 'strict@6' }],
  ])('by the policy: %s', async (query, headline) => {
    await add('task-1', { hate: { max: 2, at }, gore: gore(0.4) });
    for (const path of [`${BY_KEY}?${query}`, `/files?ref=a&${query}`]) {
      const { status, body } = await api.ask(path);
      expect(status).toBe(200);
      expect(body.summaries).toMatchObject([{ moderation: { ...headline, severityAt: at } }]);
      expect(body.moderation).toEqual({ ...headline, complete: true, vendor: 'hive', jobId: 'task-1' });
    }
  });

  test.each(['policy=nobodys', 'policy=standard@2', 'policy=', 'policy=standard&policy=strict', 'policy=strict@'])(
    'by none that there is not: %s',
    async (query) => {
      await add('task-1', { hate: { max: 2, at } });
      for (const path of [`${BY_KEY}?${query}`, `/files?ref=a&${query}`]) {
        const { status, body } = await api.ask(path);
        expect(status).toBe(400);
        expect(body.message).toMatch(/^policy: /);
        expect(body.message).not.toContain('nobodys');
      }
    },
  );

  test('and keeps what was found', async () => {
    await add('task-1', { hate: { max: 2, at }, gore: gore(0.4) });
    const [before] = (await api.ask(BY_KEY)).body.summaries;
    const [after] = (await api.ask(`${BY_KEY}?policy=strict`)).body.summaries;
    expect(after).toEqual({ ...before, moderation: { ...after.moderation, classes: before.moderation.classes } });
  });
});

describe('both sides of a file are told at its head', () => {
  test('the worst of what was moderated, and who felt', async () => {
    await api.addFiles(AT, felt(at, null));
    await api.addFiles(AT, { ...felt(at, null), jobId: 'job-2' });
    await add('task-1', { hate: { max: 1, at } });
    await add('task-2', { gore: gore(0.95) });
    await add('task-3', { hate: { max: null, at: null } });
    const { body } = await api.ask(BY_KEY);
    expect(body.moderation).toEqual({
      severity: 2,
      severityClass: 'gore',
      derived: true,
      complete: true,
      policy: 'standard@1',
      vendor: 'hive',
      jobId: 'task-2',
    });
    expect(body.models).toEqual([
      { model: 'face', vendor: 'hume', jobId: 'job-1' },
      { model: 'face', vendor: 'hume', jobId: 'job-2' },
    ]);
  });

  test('of equals, the vendor’s own level, and the first', async () => {
    await add('task-1', { gore: gore(0.95) });
    await add('task-2', { hate: { max: 2, at } });
    await add('task-3', { violence: { max: 2, at } });
    expect((await api.ask(BY_KEY)).body.moderation).toMatchObject({ severityClass: 'hate', jobId: 'task-2' });
  });

  test('null where nobody moderated it, and no models where nobody felt', async () => {
    await api.addFiles(AT, { ...felt(at, null), emotions: {} });
    expect((await api.ask(BY_KEY)).body).toMatchObject({ moderation: null, models: [] });
  });

  test('a severity of null, not 0, where nothing that counts was scored', async () => {
    await add('task-1', { hate: { max: null, at: null } });
    expect((await api.ask(BY_KEY)).body.moderation).toMatchObject({ severity: null, severityClass: null });
    await add('task-2', { hate: { max: 0, at } });
    expect((await api.ask(BY_KEY)).body.moderation).toMatchObject({
      severity: 0,
      severityClass: null,
      jobId: 'task-2',
    });
  });

  test('and not on a page that holds but some of it', async () => {
    await add('task-1', { hate: { max: 1, at } });
    await add('task-2', { hate: { max: 3, at } });
    const first = (await api.ask(`${BY_KEY}?limit=1`)).body;
    const last = (await api.ask(`${BY_KEY}?limit=1&cursor=${first.cursor}`)).body;
    for (const page of [first, last]) {
      expect(page.summaries).toHaveLength(1);
      expect(page).not.toHaveProperty('moderation');
      expect(page).not.toHaveProperty('models');
    }
  });
});

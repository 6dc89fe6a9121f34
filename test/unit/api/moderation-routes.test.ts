import { beforeEach, describe, expect, test } from 'vitest';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import type { Policy } from '../../../lib/summaries/policy.ts';
import { likely, makeFileSummary, POLICY } from '../../support/index-summaries.ts';
import { AT, makeTestApp, readAll, STRICT_POLICY } from '../../support/query-app.ts';

let api: ReturnType<typeof makeTestApp>;
beforeEach(() => {
  api = makeTestApp();
});

describe('files to look at', () => {
  const addDays = async () => {
    for (const [position, severity] of [1, 2, 3, 1, 2, 3].entries()) {
      const job = { vendor: 'hive', jobId: `task-${position}` };
      const summary = makeFileSummary({ ...job, ref: `file-${position}`, classes: { hate: severity, spam: 1 } });
      await api.addFiles(`2026-03-0${position + 1}T10:00:00.000Z`, summary);
    }
  };
  const found = async (query: string) => {
    const { status, body } = await api.ask(`/moderation/files${query}`);
    expect(status).toBe(200);
    return body.files.map(({ identity }: { identity: string }) => identity.slice('ref:file-'.length)).join('');
  };

  test('are answered with what was found, where, and when', async () => {
    await addDays();
    expect(await api.ask('/moderation/files?minSeverity=3&to=2026-03-04')).toEqual({
      status: 200,
      body: {
        class: 'any',
        known: true,
        minSeverity: 3,
        policy: 'test@1',
        files: [
          {
            fileKey: makeFileSummary({ ref: 'file-2' }).fileKey,
            identity: 'ref:file-2',
            complete: true,
            path: 'media/file-2',
            vendor: 'hive',
            jobId: 'task-2',
            severity: 3,
            severityClass: 'hate',
            probability: null,
            derived: false,
            at: '2026-03-03T10:00:00.000Z',
            place: { position: { begin: 3, end: 13 } },
          },
        ],
      },
    });
  });

  test.each([
    ['', '543210'],
    ['?minSeverity=1', '543210'],
    ['?minSeverity=2', '5421'],
    ['?minSeverity=3', '52'],
    ['?class=hate&minSeverity=3', '52'],
    ['?class=spam&minSeverity=1', '543210'],
    ['?class=spam&minSeverity=2', ''],
    ['?class=nothing', ''],
    ['?from=2026-03-03T10:00:00Z&to=2026-03-05T10:00:00.000Z', '432'],
    ['?from=2026-03-03T11:00:00%2B01:00&to=2026-03-03T10:00:00Z', '2'],
    ['?from=2026-03-05', '54'],
    ['?to=2026-03-02', '10'],
  ])('%s are %s, the latest first', async (query, files) => {
    await addDays();
    expect(await found(query)).toBe(files);
  });

  test('of a time that ends before it begins are no question', async () => {
    expect(await api.ask('/moderation/files?from=2026-03-05&to=2026-03-02')).toEqual({
      status: 400,
      body: { message: 'from: is after to' },
    });
  });

  test('are paged to the end', async () => {
    await addDays();
    const files = await readAll(api, '/moderation/files?minSeverity=2&limit=1', 'files');
    expect(files.map(({ identity }) => identity)).toEqual(['ref:file-5', 'ref:file-4', 'ref:file-2', 'ref:file-1']);
  });
});

describe('what is severe', () => {
  const addPictures = async () => {
    for (const [position, probability] of [0.15, 0.95, 0.6].entries()) {
      const job = { vendor: 'hive', jobId: `task-${position}` };
      const summary = makeFileSummary({
        ...job,
        ref: `${probability}`,
        classes: { yes_gun: likely(probability), hate: 0 },
      });
      await api.addFiles(`2026-03-0${position + 1}T10:00:00.000Z`, summary);
    }
  };
  const found = async (query: string) => {
    const { status, body } = await api.ask(`/moderation/files?${query}`);
    const { files, ...about } = body;
    const hits = files.map(
      ({ identity, severity, derived }: { identity: string; severity: number; derived: boolean }) => [
        identity.slice('ref:'.length),
        severity,
        derived,
      ],
    );
    return { status, hits, about };
  };

  test('is what the first policy says, unless another is asked for', async () => {
    await addPictures();
    const policy = { class: 'any', known: true };
    const byFirst = [
      ['0.6', 1, true],
      ['0.95', 2, true],
    ];
    expect(await found('')).toEqual({
      status: 200,
      hits: byFirst,
      about: { ...policy, minSeverity: 1, policy: 'test@1' },
    });
    expect((await found('policy=test')).hits).toEqual(byFirst);
    expect(await found('policy=strict@2&minSeverity=3')).toEqual({
      status: 200,
      hits: [
        ['0.6', 3, true],
        ['0.95', 3, true],
      ],
      about: { ...policy, minSeverity: 3, policy: 'strict@2' },
    });
    expect((await found('policy=strict')).hits).toHaveLength(3);
  });

  test('may be asked for as a probability, which is no level', async () => {
    await addPictures();
    expect(await found('minProbability=0.6')).toEqual({
      status: 200,
      hits: [
        ['0.6', null, false],
        ['0.95', null, false],
      ],
      about: { class: 'any', known: true, minProbability: 0.6 },
    });
    expect((await found('class=yes_gun&minProbability=0.1')).hits).toHaveLength(3);
    expect((await found('class=hate&minProbability=0.1')).hits).toEqual([]);
  });

  test('of a class that nobody knows is told from what is rare', async () => {
    await addPictures();
    expect((await found('class=hatee')).about).toMatchObject({ class: 'hatee', known: false });
    expect((await found('class=hate')).about).toMatchObject({ class: 'hate', known: true });
    // What is called so is found, whoever knows it.
    expect(await found('class=yes_gun&minSeverity=2')).toMatchObject({
      hits: [['0.95', 2, true]],
      about: { known: false },
    });
  });

  test('is never a class that says that nothing is wrong', async () => {
    for (const query of ['class=no_gun', 'class=no_gun&minProbability=0.5']) {
      expect(await api.ask(`/moderation/files?${query}`)).toEqual({
        status: 400,
        body: { message: 'class: says that nothing is wrong, and no file is found by it' },
      });
    }
  });

  test('is said of each policy that there is, the first being the default', async () => {
    expect(await api.ask('/moderation/policies')).toEqual({
      status: 200,
      body: {
        policies: [
          { policy: 'test@1', ...POLICY, unknownClasses: [] },
          { policy: 'strict@2', ...STRICT_POLICY, unknownClasses: [] },
        ],
      },
    });
  });

  test('that names classes nobody knows is told of, in the list and in the log: misspelt they count for nothing', async () => {
    const misspelt: Policy = { ...POLICY, name: 'odd', severityClasses: ['haet', 'hate'], classes: { gnu: 'ignore' } };
    const { log, ask } = makeTestApp({ policies: [misspelt] });
    expect((await ask('/moderation/policies')).body).toMatchObject({
      policies: [{ policy: 'odd@1', unknownClasses: ['gnu', 'haet'] }],
    });
    expect(log.events('warn')).toEqual(['policy_names_unknown_classes']);
  });

  test('cannot be a matter of classes that are safe: the function does not start with such a policy', () => {
    const counting: Policy = {
      ...POLICY,
      name: 'odd',
      classes: { no_gun: [0.5, 0.9, 0.99], natural: [0.5, 0.9, 0.99] },
    };
    expect(() => makeTestApp({ policies: [POLICY, counting] })).toThrow(/odd@1 .*no_gun$/);
    expect(() => makeTestApp({ policies: [{ ...counting, classes: { no_gun: 'ignore' } }] })).not.toThrow();
  });

  test('a page that ends before it is full, and not at the end, says so', async () => {
    const file = { fileKey: 'k', identity: 'ref:a', path: null, complete: null };
    const hit = { ...file, vendor: 'hive', jobId: 'a', class: 'any', severity: 2 };
    const one = { ...hit, severityClass: 'hate', probability: null, derived: false, at: AT, place: null };
    const { ask } = makeTestApp({
      index: { ...makeMemoryIndex(), mostSevere: async () => ({ items: [one], cursor: 'next' }) },
    });
    expect((await ask('/moderation/files?limit=2')).body).toMatchObject({ cursor: 'next', stoppedEarly: true });
    expect((await ask('/moderation/files?limit=1')).body).not.toHaveProperty('stoppedEarly');
    expect((await api.ask('/moderation/files')).body).not.toHaveProperty('stoppedEarly');
  });
});

test.each([
  ['emotion=Joyy&minScore=0', false],
  ['emotion=Joy&minScore=0&model=fcae', false],
  ['emotion=Joy&minScore=0&model=face', true],
  ['emotion=Joy&minScore=0&class=haet', false],
])('a misspelt name of any kind is told from one that is rare: %s', async (query, known) => {
  expect((await api.ask(`/moderation/files?${query}`)).body).toMatchObject({ known, files: [] });
});

describe('files to look at in which an emotion is strong as well', () => {
  const addSides = async () => {
    for (const [position, Joy] of [0.2, 0.7, 0.9].entries()) {
      const ref = `file-${position}`;
      const theirs = makeFileSummary({ vendor: 'hive', jobId: `task-${position}`, ref, classes: { hate: 2 } });
      await api.addFiles(`2026-03-0${position + 1}T10:00:00.000Z`, theirs);
      await api.addFiles(
        AT,
        makeFileSummary({ jobId: `job-${position}`, ref, emotions: { face: { Joy }, burst: { Joy: 0.1 } } }),
      );
    }
  };

  test('are answered with whose view that is', async () => {
    await addSides();
    const { status, body } = await api.ask('/moderation/files?minSeverity=2&emotion=Joy&minScore=0.7');
    const { files, ...about } = body;
    expect({ status, about }).toEqual({
      status: 200,
      about: { class: 'any', known: true, minSeverity: 2, policy: 'test@1', emotion: 'Joy', minScore: 0.7 },
    });
    expect(files).toMatchObject([
      { identity: 'ref:file-2', vendor: 'hive', jobId: 'task-2', severityClass: 'hate' },
      { identity: 'ref:file-1', vendor: 'hive', jobId: 'task-1', severityClass: 'hate' },
    ]);
    expect(files[1].emotions).toEqual([
      {
        vendor: 'hume',
        jobId: 'job-1',
        model: 'face',
        mean: 0.7,
        max: 0.7 * 1.5,
        peak: { time: { begin: 1.5, end: 2 }, group: 'unknown' },
      },
    ]);
  });

  test.each([
    ['emotion=Joy&minScore=0.7&model=face', 2],
    ['emotion=Joy&minScore=0.7&model=burst', 0],
    ['emotion=Joy&minScore=0.05&model=burst', 3],
    ['emotion=Awe&minScore=0.05', 0],
    ['emotion=Joy&minScore=0.05&minSeverity=3', 0],
    ['emotion=Joy&minScore=0.05&class=hate&from=2026-03-02', 2],
  ])('%s are %i', async (query, count) => {
    await addSides();
    expect((await api.ask(`/moderation/files?${query}`)).body.files).toHaveLength(count);
  });

  test('are paged to the end, each page a question of its own', async () => {
    await addSides();
    const path = '/moderation/files?emotion=Joy&minScore=0.1&limit=1';
    const files = await readAll(api, path, 'files');
    expect(files.map(({ identity }) => identity)).toEqual(['ref:file-2', 'ref:file-1', 'ref:file-0']);
    const { cursor } = (await api.ask(path)).body;
    for (const other of [
      '',
      'emotion=Joy&minScore=0.2&',
      'emotion=Awe&minScore=0.1&',
      'emotion=Joy&minScore=0.1&model=face&',
    ]) {
      const { status, body } = await api.ask(`/moderation/files?${other}limit=1&cursor=${cursor}`);
      expect([status, body.message]).toEqual([400, expect.stringMatching(/^cursor: /)]);
    }
  });
});

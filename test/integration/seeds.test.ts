import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileKeyOf } from '../../lib/summaries/identity.ts';
import type { LocalVerdex } from '../../local/local-verdex.ts';
import { fetchRaw, startTestVerdex, waitForJob } from '../support/verdex.ts';

let verdex: LocalVerdex;
beforeAll(async () => {
  verdex = await startTestVerdex();
});
afterAll(() => verdex.stop());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the result in Hume’s documentation', () => {
  const identity = 'https://hume-tutorials.s3.amazonaws.com/faces.zip!/faces/100.jpg';

  it('goes from the vendor’s callback to rows that can be queried', async () => {
    const response = await fetch(`${verdex.hume.baseUrl}/v0/batch/jobs`, {
      method: 'POST',
      headers: { 'X-Hume-Api-Key': verdex.hume.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        urls: ['https://hume-tutorials.s3.amazonaws.com/faces.zip'],
        models: { face: {} },
        callback_url: verdex.callbackUrl('hume'),
      }),
    });
    const { job_id: jobId } = (await response.json()) as { job_id: string };
    const job = await waitForJob(verdex, 'hume', jobId, 'indexed');
    expect(job.files).toMatchObject([
      { fileKey: fileKeyOf(identity), identity, path: 'faces/100.jpg', coverage: { indexed: 1, complete: true } },
    ]);
    const said = { expectedPredictions: 1, expectedErrors: 0, expectedBy: 'api' };
    expect(job.coverage).toEqual({ files: 1, predictions: 1, errors: 0, ...said, complete: true });

    const answer = await verdex.query(`/files?url=${encodeURIComponent(identity)}`);
    const file = (await answer.json()) as { summaries: { emotions: Record<string, FaceSummary> }[] };
    expect(file.summaries).toHaveLength(1);
    const face = file.summaries[0]?.emotions.face;
    expect(face).toMatchObject({ predictions: 1, groups: 1 });
    expect(face?.top.map(({ name }) => name)).toEqual(['Concentration', 'Confusion', 'Awe', 'Doubt', 'Interest']);
    expect(face?.top[0]?.mean).toBe(0.44288986921310425);

    const strongest = await verdex.query('/emotions/Concentration/files?model=face&minScore=0.44');
    expect(await strongest.json()).toMatchObject({ files: [{ identity, rank: 1, mean: 0.44288986921310425 }] });

    const raw = await fetchRaw(verdex, 'hume', jobId);
    expect(sha256(raw)).toBe(sha256(await readFile('test/fixtures/hume/predictions_face_seed.json')));
    expect(job.raw).toMatchObject({ sha256: sha256(raw), bytes: raw.length });
  });
});

describe('the result in Hive’s documentation', () => {
  it('goes from the vendor’s callback to rows that can be queried', async () => {
    const form = new FormData();
    form.append('media', new Blob(['a recording']), 'Building.m4a');
    form.append('callback_url', verdex.callbackUrl('hive'));
    const response = await fetch(`${verdex.hive.baseUrl}/api/v2/task/async`, {
      method: 'POST',
      headers: { authorization: `token ${verdex.hive.apiKey}` },
      body: form,
    });
    const { task_id: jobId } = (await response.json()) as { task_id: string };
    const job = await waitForJob(verdex, 'hive', jobId, 'indexed');
    expect(job.files).toHaveLength(1);

    const answer = await verdex.query(`/files/${job.files[0]?.fileKey}`);
    const { summaries } = (await answer.json()) as { summaries: { moderation: Record<string, unknown> }[] };
    expect(summaries).toHaveLength(1);
    expect(summaries[0]?.moderation).toMatchObject({
      severity: 0,
      classes: { sexual: { max: 0 }, hate: { max: 0 }, violence: { max: 0 }, bullying: { max: 0 } },
      unknownClasses: [],
    });

    const raw = await fetchRaw(verdex, 'hive', jobId);
    expect(sha256(raw)).toBe(sha256(await readFile('test/fixtures/hive/speech_seed.json')));
  });
});

type FaceSummary = { predictions: number; groups: number; top: { name: string; mean: number }[] };

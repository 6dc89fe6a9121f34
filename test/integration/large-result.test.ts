import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { humeJobId } from '../support/hume-callback.ts';
import { jobInState } from '../support/hume-double.ts';
import { type HumeScene, startHumeScene } from '../support/hume-scene.ts';
import { fetchRaw, postCallback, waitForJob } from '../support/verdex.ts';

/** A face prediction of the seed takes 2.5 KB: this many take more than 50 MB. */
const PREDICTIONS = 21_000;

const JOB_ID = humeJobId('large');

let scene: HumeScene;
beforeAll(async () => {
  scene = await startHumeScene();
});
afterAll(() => scene.stop());

it('a Hume result of 50 MB is kept byte for byte and counted to the last prediction', async () => {
  const { hume, verdex, predictions } = scene;
  const seed = JSON.parse(predictions);
  const face = seed[0].results.predictions[0].models.face;
  const [prediction] = face.grouped_predictions[0].predictions;
  const last = structuredClone(prediction);
  last.time = 7000;
  last.emotions.find(({ name }: { name: string }) => name === 'Joy').score = 1.25;
  async function* result() {
    const [head, tail] = JSON.stringify(seed).split(JSON.stringify(prediction));
    yield Buffer.from(head ?? '');
    const one = Buffer.from(`${JSON.stringify(prediction)},`);
    const hundred = Buffer.concat(Array<Buffer>(100).fill(one));
    for (let count = 0; count < PREDICTIONS - 100; count += 100) yield hundred;
    yield Buffer.concat(Array<Buffer>(99).fill(one));
    yield Buffer.from(JSON.stringify(last) + tail);
  }
  hume.answerJob(jobInState('COMPLETED', { num_predictions: PREDICTIONS, num_errors: 0 }));
  hume.answerPredictions({ body: result });
  await postCallback(verdex.callbackUrl('hume'), JSON.stringify({ job_id: JOB_ID }));

  const job = await waitForJob(verdex, 'hume', JOB_ID, 'indexed');
  expect(job.coverage).toMatchObject({ predictions: PREDICTIONS, expectedPredictions: PREDICTIONS, complete: true });
  const sent = createHash('sha256');
  for await (const chunk of result()) sent.update(chunk);
  const digest = sent.digest('hex');
  expect(job.raw?.sha256).toBe(digest);
  expect(job.raw?.bytes).toBeGreaterThan(50_000_000);
  const raw = await fetchRaw(verdex, 'hume', JOB_ID);
  expect(createHash('sha256').update(raw).digest('hex')).toBe(digest);

  const answer = await verdex.query(`/files/${job.files[0]?.fileKey}`);
  const { summaries } = (await answer.json()) as { summaries: { emotions: { face: { all: object } } }[] };
  expect(summaries[0]?.emotions.face.all).toMatchObject({
    Joy: { max: 1.25, peak: { time: { begin: 7000, end: 7000 } } },
  });
});

/** The packaged service with a Hume that says exactly what a test wants it to. */
import { readFile } from 'node:fs/promises';
import { type HumeDouble, jobInState, startHumeDouble } from './hume-double.ts';
import { startTestVerdex } from './verdex.ts';

export type HumeScene = Awaited<ReturnType<typeof startHumeScene>>;

export async function startHumeScene() {
  const predictions = await readFile('test/fixtures/hume/predictions_face_seed.json', 'utf8');
  const hume: HumeDouble = await startHumeDouble();
  const verdex = await startTestVerdex({ hume });
  return {
    hume,
    verdex,
    /** The documented result: one prediction in one file. */
    predictions,
    stop: async () => {
      await verdex.stop();
      await hume.stop();
    },
  };
}

/** The details of a job whose result is {@link HumeScene.predictions}. */
export const COMPLETED = jobInState('COMPLETED', { num_predictions: 1, num_errors: 0 });

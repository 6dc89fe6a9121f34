import { expect, test } from 'vitest';
import { makeHume } from '../../../../lib/vendors/hume/hume.ts';
import { makeFrontDoor, requestOf } from '../../../support/front-door.ts';
import { BASE, JOB, JOB_ID, PREDICTIONS } from '../../../support/hume-fetching.ts';
import { makeTestApp } from '../../../support/query-app.ts';

const SPELT = JOB_ID.toUpperCase();
const NAME = { vendor: 'hume', jobId: JOB_ID };

/** A Hume that writes the id in capitals wherever it says it, and knows the job by the small letters alone. */
function makeCapitalHume() {
  const state = { status: 'COMPLETED', created_timestamp_ms: 1 };
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    const url = String(input);
    asked.push(url);
    if (url.startsWith(`${BASE}/v0/batch/jobs?`)) return Response.json([{ job_id: SPELT, state }]);
    if (url === PREDICTIONS) return new Response('[]');
    return url === JOB ? Response.json({ job_id: SPELT, state }) : new Response('{}', { status: 404 });
  };
  const { listJobs, fetchResult } = makeHume({ baseUrl: BASE, apiKey: 'key-1', fetch });
  if (listJobs === undefined || fetchResult === undefined) throw new Error('Hume is asked for both');
  return { asked, listJobs, fetchResult };
}

test('announced, called back, listed and fetched in any spelling it is one job under one key', async () => {
  const { signal } = new AbortController();
  const api = makeTestApp();
  const door = makeFrontDoor({ ledger: api.ledger });
  const hume = makeCapitalHume();

  const announced = await api.post('/jobs', JSON.stringify({ vendor: 'hume', jobId: SPELT }));
  expect(await announced.json()).toMatchObject({ job: `hume#${JOB_ID}`, status: 'expected' });

  for (const jobId of [SPELT, JOB_ID]) {
    const body = JSON.stringify({ job_id: jobId, status: 'COMPLETED', predictions: [] });
    expect(await door.receive(requestOf({ body }))).toMatchObject({ statusCode: 202 });
  }
  expect(door.nudged).toEqual([NAME, NAME]);
  expect([...door.kept.keys()]).toEqual(Array(2).fill(expect.stringContaining(`callbacks/hume/${JOB_ID}/`)));
  expect((await api.jobs.list('received', { limit: 10 })).items).toMatchObject([{ ...NAME, announcement: {} }]);
  expect((await api.jobs.list('expected', { limit: 10 })).items).toEqual([]);

  const listed = (await Array.fromAsync(hume.listJobs(new Date(0), signal))).flat();
  expect(listed.map(({ jobId }) => jobId)).toEqual([JOB_ID]);

  hume.asked.length = 0;
  expect(await hume.fetchResult(SPELT, signal)).toMatchObject({ state: 'completed' });
  expect(hume.asked).toEqual([JOB, PREDICTIONS]);
});

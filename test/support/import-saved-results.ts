/** Results as people have saved them. */
import { readFileSync } from 'node:fs';

const fixture = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8'));
const seed = JSON.stringify(fixture('hume/predictions_face_seed.json'));
const task = fixture('hive/speech_seed.json');

/** What every file that {@link predictionsOf} makes is about. */
const SEED_URL = /https:[^"]+/;

/** Hume's array of predictions, about one file in the archive of that name. */
export function predictionsOf(name: string): string {
  return seed.replace(SEED_URL, `https://media.example.com/${name}`);
}

export function callbackOf(jobId: string, name: string): string {
  return `{"job_id":"${jobId}","status":"COMPLETED","predictions":${predictionsOf(name)}}`;
}

export function failureOf(jobId: string): string {
  return `{"job_id":"${jobId}","status":"FAILED"}`;
}

export function taskOf(id: string): string {
  return JSON.stringify({ ...Object(task), id });
}

export function humeJobIdOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

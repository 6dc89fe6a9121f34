/** What the demo submits to vendors that misbehave: many small jobs, the same at every run. */
import { hive, hume, type Submission } from './demo-jobs.ts';

/** Of each vendor: more than one deck of `dealFaults`, so that every fault strikes both. */
const JOBS_PER_VENDOR = 20;
/** Jobs whose analysis fails at the vendor itself. */
const FAILING_INDEX = 9;

export type FaultSubmission = Submission & { expected: 'indexed' | 'failed' };

export function makeFaultSubmissions(): FaultSubmission[] {
  return Array.from({ length: JOBS_PER_VENDOR }, (_, index) => {
    const expected = index === FAILING_INDEX ? ('failed' as const) : ('indexed' as const);
    return [
      { ...humeJob(index), expected },
      { ...hiveTask(index), expected },
    ];
  }).flat();
}

function humeJob(index: number): Submission {
  const media = 'https://media.example.com';
  if (index === FAILING_INDEX) return hume('a video that cannot be read', { urls: [`${media}/fail.mp4`] });
  switch (index % 4) {
    case 0:
      return hume('a photo', { urls: [`${media}/photos/${index}-2faces.jpg`], models: { face: {} } });
    case 1:
      return hume('an archive of 3 photos', { urls: [`${media}/albums/${index}-3files.zip`], models: { face: {} } });
    case 2:
      return hume('a video', { urls: [`${media}/talks/${index}-20s.mp4`], models: { face: {}, prosody: {} } });
    default:
      return hume('a voice message', { urls: [`${media}/messages/${index}-15s.m4a`], models: { prosody: {} } });
  }
}

function hiveTask(index: number): Submission {
  if (index === FAILING_INDEX) return hive('a comment that cannot be read', 'text', { text_data: 'fail: nothing' });
  switch (index % 3) {
    case 0:
      return hive('a comment', 'text', { text_data: `Comment number ${index}.` });
    case 1:
      return hive('a call', 'speech', { url: `https://media.example.com/calls/${index}-20s.mp3` });
    default:
      return hive('a clip', 'visual', { url: `https://media.example.com/clips/${index}-20s.mp4` });
  }
}

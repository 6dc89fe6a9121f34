/** What is submitted: small jobs of every kind that is read, each about files of its own, none like another. */
import { hive, hume, type Submission } from '../../local/demo-jobs.ts';
import { makeRandom } from '../../local/simulators/random.ts';

export type DeliveryJob = Submission & {
  ref: string | undefined;
  expected: 'indexed' | 'failed';
  /** Otherwise, and if no callback tells of it, the vendor's own list must. */
  isAnnounced: boolean;
};

/** One in so many fails at the vendor itself. */
const FAILING_EVERY = 47;
/** Of Hume's jobs, that of a list. Hive has none: a task that nobody announced and that never calls back is unknown. */
const UNANNOUNCED_SHARE = 0.25;
const MEDIA = 'https://media.example.com';

/** The jobs of one vendor, in the order of submission. */
export function makeDeliveryJobs(vendor: 'hume' | 'hive', count: number, seed: string): DeliveryJob[] {
  const random = makeRandom(seed, 'announced', vendor);
  const makeJob = vendor === 'hume' ? humeJob : hiveJob;
  return Array.from({ length: count }, (_, index) => {
    const isFailing = index % FAILING_EVERY === FAILING_EVERY - 1;
    // Beside the file's own URL a name of the user's, for some.
    const ref = index % 7 === 0 ? `${vendor}/${index}` : undefined;
    // What a callback URL says of a ref is known from the callback alone: one that may not come needs the announcement.
    const isAnnounced = vendor === 'hive' || ref !== undefined || !random.chance(UNANNOUNCED_SHARE);
    return { ...makeJob(index, isFailing, ref), ref, expected: isFailing ? 'failed' : 'indexed', isAnnounced };
  });
}

/** Every fifth job of each vendor is about a video that the other looks at too. */
const sharedVideo = (index: number) => `${MEDIA}/shared/${index}-4s-1faces.mp4?signature=${index}`;

function humeJob(index: number, isFailing: boolean, ref: string | undefined): Submission {
  if (isFailing) return hume('a video that cannot be read', { urls: [`${MEDIA}/${index}-fail.mp4`] }, ref);
  const face = { models: { face: {} } };
  switch (index % 5) {
    case 0:
      return hume('a photo', { urls: [`${MEDIA}/photos/${index}-2faces.jpg`], ...face }, ref);
    case 1:
      return hume('an archive', { urls: [`${MEDIA}/albums/${index}-3files-1faces.zip`], ...face }, ref);
    case 2: {
      const urls = [`${MEDIA}/messages/${index}-8s.m4a`, `${MEDIA}/albums/${index}-2files-1faces-partial.zip`];
      return hume('a voice message and a broken archive', { urls, models: { face: {}, prosody: {} } }, ref);
    }
    case 3: {
      const text = [`Number ${index} made my whole week!`, `Nobody answered number ${index}. I waited for hours.`];
      return hume('two texts', { text, models: { language: { granularity: 'sentence' } } }, ref);
    }
    default: {
      const models = { face: { fps_pred: 1, identify_faces: true }, prosody: {} };
      return hume('a video', { urls: [sharedVideo(index)], models }, ref);
    }
  }
}

function hiveJob(index: number, isFailing: boolean, ref: string | undefined): Submission {
  if (isFailing) return hive('a comment that cannot be read', 'text', { text_data: `fail: number ${index}` }, ref);
  switch (index % 5) {
    case 0:
      return hive('a comment', 'text', { text_data: `Comment number ${index}.` }, ref);
    case 1:
      return hive('a call', 'speech', { url: `${MEDIA}/calls/${index}-10s.mp3` }, ref);
    case 2:
      return hive('a picture', 'visual', { url: `${MEDIA}/pictures/${index}.jpg` }, ref);
    case 3: {
      // A second model could not read some of them.
      const name = index % 4 === 3 ? `${index}-30s-partial.mp4` : `${index}-30s.mp4`;
      return hive('a clip', 'visual', { url: `${MEDIA}/clips/${name}` }, ref);
    }
    default:
      return hive('a video', index % 2 === 0 ? 'speech' : 'visual', { url: sharedVideo(index) }, ref);
  }
}

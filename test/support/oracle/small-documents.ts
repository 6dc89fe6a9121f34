/** Results short enough to be cut at every byte, with all that a cut could go through. */
import type { Document } from './spelled-json.ts';

const clip = { type: 'url', url: 'https://A.test/é/clip.mp4?s=1' };
const joy = (score: number, name = 'Joy') => ({ name, score });

const sources: Document = [
  {
    source: clip,
    results: {
      predictions: [
        {
          file: 'clip.mp4',
          file_type: null,
          models: {
            face: {
              metadata: null,
              grouped_predictions: [
                {
                  id: 'face_0',
                  predictions: [
                    {
                      frame: 0,
                      time: 0.5,
                      box: { x: 1.5 },
                      emotions: [joy(1e-7), joy(0.25, '😀 "é"\\')],
                      facs: [joy(1)],
                    },
                    { frame: 3, time: 1, emotions: [joy(1.303), joy(-0.1, '__proto__')], facs: null },
                  ],
                },
              ],
            },
            language: {
              grouped_predictions: [
                {
                  id: null,
                  predictions: [
                    {
                      text: '}],"emotions":[{',
                      position: { begin: 0, end: 9 },
                      emotions: [joy(0.5), joy(Infinity, 'Awe')],
                      sentiment: [joy(0.75, '9'), joy(0.25, '1')],
                      toxicity: [joy(0.125, 'toxic')],
                    },
                  ],
                },
              ],
            },
          },
        },
      ],
      errors: [{ message: 'no "image"\n', file: 'a.txt' }],
    },
  },
  { source: { type: 'text' }, results: null, error: 'é' },
];

export const HUME_DOCUMENTS: Record<string, Document> = {
  'a callback': { job_id: 'job-1', status: 'COMPLETED', predictions: sources },
  'a list of sources': [{ source: clip, error: 'no "video"\n' }],
  'a job that failed': { job_id: 'job-1', status: 'FAILED', predictions: [] },
};

const scores = (pairs: Record<string, number>) =>
  Object.entries(pairs).map(([name, score]) => ({ class: name, score }));
const values = (pairs: Record<string, number>) =>
  Object.entries(pairs).map(([name, value]) => ({ class_name: name, value }));
const entry = (model_type: string, output: Document) => ({
  status: { code: '0', message: 'SUCCESS' },
  response: {
    input: { model: 'm', model_type, media: { url: clip.url, filename: null, duration: 2.5, num_frames: 2 } },
    moderated_classes: ['hate'],
    output,
  },
});
const speech = entry('TRANSCRIPTION', [
  {
    transcript: 'é 😀',
    classifications: [
      { text: '"}],', start_timestamp: 0, end_timestamp: 1.5, classes: scores({ hate: 1, very_new: 2 }) },
      { start_char_index: 3, end_char_index: 9, classes: scores({ hate: 3, violence: -1, bullying: 7 }) },
    ],
    words: [{ time: 1, alternatives: [{ text: 'a', score: 0.5 }] }],
  },
]);
const frames = entry('CATEGORIZATION', [
  { time: 0, classes: scores({ gun_in_hand: 0.1, gun_not_in_hand: 0.1, animated_gun: 0.1, gun_gone: 0.7 }) },
  {
    time: 1.25,
    classes: scores({ yes_gambling: 0.95, no_gambling: 0.05 }),
    bounding_poly: [{ classes: scores({ yes_deepfake: 1e-7, no_deepfake: 1 }), vertices: [{ x: 0 }] }],
  },
]);

const silence = entry('TRANSCRIPTION', [{ transcript: '', classifications: [], words: [] }]);

export const HIVE_DOCUMENTS: Record<string, Document> = {
  'several models, one failed': {
    id: 'task-1',
    code: 200,
    status: [speech, { status: { code: '2', message: 'no "media"' }, response: { output: [] } }, frames],
  },
  'two pages': [
    { id: 'task-1', status: [silence] },
    { id: 'task-1', status: [silence] },
  ],
  'an answer of V3': {
    task_id: 'task-3',
    model: 'hive/visual',
    version: '1',
    output: [{ classes: values({ yes_self_harm: 0.5, no_self_harm: 0.5 }), extra: [{ name: 'timestamp', value: 3 }] }],
  },
  'a product that is not read': { id: 'task-1', status: [entry('OCR', [{ block_text: 'é' }])] },
};

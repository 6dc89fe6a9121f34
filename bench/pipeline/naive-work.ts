/** The work as one writes it first: parse all of it, put all of it, write the rows one by one. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeDynamodbClient, makeS3Client } from '../../lib/platform/aws-clients.ts';
import { fetchResult } from './fetch-result.ts';
import type { Work } from './worker.ts';

/** The embedded S3 takes 11 MiB a request: several objects stand for the one that S3 itself would take. */
const MAX_OBJECT_BYTES = 10_000_000;
const TOP_EMOTIONS = 5;

type Prediction = { emotions: { name: string; score: number }[] };
type Source = {
  results: {
    predictions: { file: string; models: Record<string, { grouped_predictions: { predictions: Prediction[] }[] }> }[];
  };
};

export const workNaively: Work = async (task) => {
  const response = await fetchResult(task);
  const sources = readSources(await response.json());
  const body = Buffer.from(JSON.stringify(sources));
  const s3 = makeS3Client();
  for (let start = 0; start < body.length; start += MAX_OBJECT_BYTES) {
    const part = body.subarray(start, start + MAX_OBJECT_BYTES);
    const key = `naive/${task.jobId}/${start}`;
    await s3.send(new PutObjectCommand({ Bucket: process.env.RAW_BUCKET, Key: key, Body: part }));
  }
  const dynamodb = makeDynamodbClient();
  for (const { results } of sources) {
    for (const { file, models } of results.predictions) {
      for (const [model, { grouped_predictions }] of Object.entries(models)) {
        const predictions = grouped_predictions.flatMap((group) => group.predictions);
        await writeRows(dynamodb, `${task.jobId}/${file}`, model, predictions);
      }
    }
  }
};

/** Nothing is checked. */
function readSources(result: unknown): Source[] {
  return Array.isArray(result) ? result : [];
}

async function writeRows(dynamodb: DynamoDBDocumentClient, file: string, model: string, predictions: Prediction[]) {
  const totals = new Map<string, { sum: number; max: number }>();
  for (const { emotions } of predictions) {
    for (const { name, score } of emotions) {
      const { sum, max } = totals.get(name) ?? { sum: 0, max: score };
      totals.set(name, { sum: sum + score, max: Math.max(max, score) });
    }
  }
  const all = [...totals].map(([emotion, { sum, max }]) => ({ emotion, mean: sum / predictions.length, max }));
  const put = (row: Record<string, unknown>) =>
    dynamodb.send(new PutCommand({ TableName: process.env.FILES_TABLE, Item: { fileKey: file, ...row } }));
  await put({ item: 'summary', model, all });
  const top = all.toSorted((a, b) => b.mean - a.mean).slice(0, TOP_EMOTIONS);
  for (const [rank, each] of top.entries()) await put({ item: `emotion#${model}#${rank}`, model, ...each });
}

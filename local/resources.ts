/** The template's tables, buckets and queues, made through the SDK: any endpoint will do, emulator or not. */
import type { Clients } from './clients.ts';
import { pseudoParameters, type References } from './resolve.ts';
import { createBucket, deleteBucket } from './resources/buckets.ts';
import { createQueue, deleteQueue, queueSchema, redriveSchema, setRedrivePolicy } from './resources/queues.ts';
import { createTable, deleteTable, tableSchema } from './resources/tables.ts';
import { type Resource, readProperties, resourcesOfType, type Template } from './template.ts';

export type CreatedResources = {
  /** Logical id → name, of every table, bucket and queue. */
  physicalNames: Record<string, string>;
  /** Logical id → URL. */
  queueUrls: Record<string, string>;
  references: References;
};

type Input = { template: Template; stackName: string; clients: Clients };

/** Names are `{stackName}-{LogicalId}`, lower-cased for buckets. What exists already is kept. */
export async function createResources({ template, stackName, clients }: Input): Promise<CreatedResources> {
  const { buckets, tables, queues } = namedResources(template, stackName);
  const references = pseudoParameters(stackName);
  const queueUrls: Record<string, string> = {};

  for (const { logicalId, name } of buckets) {
    await createBucket(clients.s3, name);
    references.set(logicalId, name).set(`${logicalId}.Arn`, `arn:aws:s3:::${name}`);
  }
  for (const { logicalId, name, resource } of tables) {
    const properties = readProperties(resource, tableSchema, references);
    const { TableArn = '' } = await createTable(clients.dynamodb, name, properties);
    references.set(logicalId, name).set(`${logicalId}.Arn`, TableArn);
  }
  for (const { logicalId, name, resource } of queues) {
    const properties = readProperties(resource, queueSchema, references);
    const { queueUrl, queueArn } = await createQueue(clients.sqs, name, properties);
    queueUrls[logicalId] = queueUrl;
    references.set(logicalId, queueUrl).set(`${logicalId}.QueueUrl`, queueUrl);
    references.set(`${logicalId}.Arn`, queueArn).set(`${logicalId}.QueueName`, name);
  }
  // A dead-letter queue's ARN is known once all queues exist.
  for (const { logicalId, resource } of queues) {
    const properties = readProperties(resource, redriveSchema, references);
    await setRedrivePolicy(clients.sqs, queueUrls[logicalId], properties);
  }
  const named = [...buckets, ...tables, ...queues];
  const physicalNames = Object.fromEntries(named.map(({ logicalId, name }) => [logicalId, name]));
  return { physicalNames, queueUrls, references };
}

/** Deletes what `createResources` makes, with everything in it. What is not there is passed over. */
export async function removeResources({ template, stackName, clients }: Input): Promise<void> {
  const { buckets, tables, queues } = namedResources(template, stackName);
  await Promise.all([
    ...buckets.map(({ name }) => deleteBucket(clients.s3, name)),
    ...tables.map(({ name }) => deleteTable(clients.dynamodb, name)),
    ...queues.map(({ name }) => deleteQueue(clients.sqs, name)),
  ]);
}

type NamedResource = { logicalId: string; name: string; resource: Resource };
type NamedResources = { buckets: NamedResource[]; tables: NamedResource[]; queues: NamedResource[] };

function namedResources(template: Template, stackName: string): NamedResources {
  const named = (type: string) =>
    resourcesOfType(template, type).map((resource) => ({
      logicalId: resource.logicalId,
      name: `${stackName}-${resource.logicalId}`,
      resource,
    }));
  return {
    // osls' own bucket, for uploading the packages, is nothing of the application.
    buckets: named('AWS::S3::Bucket')
      .filter(({ logicalId }) => logicalId !== 'ServerlessDeploymentBucket')
      .map((bucket) => ({ ...bucket, name: bucket.name.toLowerCase() })),
    tables: named('AWS::DynamoDB::Table'),
    queues: named('AWS::SQS::Queue'),
  };
}

/** The ground of a stage on AWS's emulators: every call of the SDK that an adapter makes is a point of its own. */
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { makeDynamodbCapabilityBindings } from '../../../lib/callbacks/dynamodb-capability-bindings.ts';
import { makeDynamodbFileIndex } from '../../../lib/index/dynamodb-file-index.ts';
import { makeDynamodbJobStore } from '../../../lib/jobs/dynamodb-job-store.ts';
import { jobSchema } from '../../../lib/jobs/job.ts';
import { makeSqsNudge } from '../../../lib/jobs/sqs-nudge.ts';
import { makeDynamodbVendorStateStore } from '../../../lib/jobs/standing/dynamodb-vendor-state-store.ts';
import { makeS3RawBytes } from '../../../lib/raw/s3-raw-bytes.ts';
import { makeS3RawStreams } from '../../../lib/raw/s3-raw-streams.ts';
import { fileKeyOf, refIdentity } from '../../../lib/summaries/identity.ts';
import { rawRefSchema } from '../../../lib/summaries/raw-ref.ts';
import type { AwsResources } from '../aws-resources.ts';
import { type Ground, type IndexRow, type Ports, passingRead } from './ground.ts';
import type { Invocation } from './invocation.ts';
import type { Watch } from './watch.ts';

/** Empties what an earlier stage left: a stage begins with nothing. */
export async function openAwsGround(aws: AwsResources, keptKeys: Set<string>): Promise<Ground> {
  const { dynamodb, s3, sqs, jobsTable, filesTable, rawBucket, nudgesQueueUrl } = aws;

  const underway = new Set<Promise<unknown>>();

  const tracked =
    <Answer>(perform: () => Promise<Answer>) =>
    async () => {
      const performed = perform();
      underway.add(performed);
      try {
        return await performed;
      } finally {
        underway.delete(performed);
      }
    };

  function portsOf({ name, pass }: Pick<Invocation, 'name' | 'pass'>, watch: Pick<Watch, 'writing'>): Ports {
    const database = passingSend(dynamodb, (call, perform, { TableName, Item }) => {
      const { data: job } = TableName === jobsTable ? jobSchema.safeParse(Item) : {};
      return pass(call, tracked(job === undefined ? perform : () => watch.writing(job, name, perform)));
    });
    const bucket = passingSend(s3, (call, perform, input) => {
      if (typeof input.Key === 'string') keptKeys.add(input.Key);
      return pass(call, tracked(perform));
    });
    return {
      jobs: makeDynamodbJobStore(database, jobsTable),
      states: makeDynamodbVendorStateStore(database, jobsTable),
      bindings: makeDynamodbCapabilityBindings(database, jobsTable),
      rawStore: passingRead({ ...makeS3RawBytes(bucket, rawBucket), ...makeS3RawStreams(bucket, rawBucket) }, pass),
      index: makeDynamodbFileIndex(database, filesTable),
      nudge: makeSqsNudge(
        passingSend(sqs, (call, perform) => pass(call, tracked(perform))),
        nudgesQueueUrl,
      ),
    };
  }

  async function takeMessages(): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl: nudgesQueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await sqs.send(receive);
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }) => Body));
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: nudgesQueueUrl, Entries }));
    }
  }

  await aws.empty(jobsTable, ['job']);
  await aws.empty(filesTable, ['fileKey', 'item']);
  await takeMessages();
  if (keptKeys.size > 0) {
    const Objects = [...keptKeys].map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: rawBucket, Delete: { Objects } }));
    keptKeys.clear();
  }

  return {
    portsOf,
    plain: {
      jobs: makeDynamodbJobStore(dynamodb, jobsTable),
      states: makeDynamodbVendorStateStore(dynamodb, jobsTable),
      rawStore: { ...makeS3RawBytes(s3, rawBucket), ...makeS3RawStreams(s3, rawBucket) },
    },
    rowsOf: async (ref) => {
      const ofFile = {
        TableName: filesTable,
        KeyConditionExpression: 'fileKey = :file',
        ExpressionAttributeValues: { ':file': fileKeyOf(refIdentity(ref)) },
        ConsistentRead: true,
      };
      const rows: IndexRow[] = [];
      for await (const { Items = [] } of paginateQuery({ client: dynamodb }, ofFile)) {
        rows.push(...Items.map(rowOfItem));
      }
      return rows;
    },
    takeMessages,
    quiet: async () => {
      await Promise.allSettled(underway);
    },
  };
}

function rowOfItem({ at: _, raw, ...item }: Record<string, unknown>): IndexRow {
  return {
    ...item,
    fileKey: String(item.fileKey),
    vendor: String(item.vendor),
    jobId: String(item.jobId),
    // Only the summaries among the rows name it.
    raw: rawRefSchema.optional().parse(raw),
  };
}

type Command = { constructor: { name: string }; input: Record<string, unknown> };
type PassInput = <Answer>(
  call: string,
  perform: () => Promise<Answer>,
  input: Record<string, unknown>,
) => Promise<Answer>;

/** The client with each of its calls passed through. It stays what it is: the SDK asks for its class. */
function passingSend<Client extends { send(...given: never[]): unknown }>(client: Client, pass: PassInput): Client {
  return new Proxy(client, {
    get: (target, member) => {
      if (member !== 'send') return Reflect.get(target, member, target);
      return (command: Command, ...rest: unknown[]) =>
        pass(callOf(command), async () => Reflect.apply(target.send, target, [command, ...rest]), command.input);
    },
  });
}

/** `BatchWriteCommand` on an index's rows is not the one on another: the parallel ones are told apart by what they ask. */
function callOf({ constructor: { name }, input }: Command): string {
  const { IndexName = '', ExpressionAttributeValues: values = {} } = input;
  const asked = Object.values(values ?? {}).filter((value) => typeof value === 'string');
  return [name.replace(/Command$/, ''), IndexName, ...asked.slice(0, 2)].join(' ').trim();
}

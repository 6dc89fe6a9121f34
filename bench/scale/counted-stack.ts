/** The packaged functions on the embedded stack, each request they make counted on its way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { mintCapability } from '../../lib/callbacks/capability.ts';
import { destroyClients, makeClients } from '../../local/clients.ts';
import { startEmulators } from '../../local/emulators.ts';
import type { LambdaFunction } from '../../local/lambda.ts';
import { makeFunctions } from '../../local/lambda-functions.ts';
import { createResources } from '../../local/resources.ts';
import { makeSqsEvent } from '../../local/sqs-event.ts';
import { loadTemplate } from '../../local/template.ts';
import { makeCountDynamodb } from './count-dynamodb.ts';
import { makeCountS3 } from './count-s3.ts';
import { startCountingProxy } from './counting-proxy.ts';
import type { Vendors } from './jobs.ts';
import { PRICES } from './prices.ts';
import { memorySizes, tableKeysOf } from './template-facts.ts';
import { noUsage, type Usage } from './usage.ts';
import type { TableKeys } from './write-units.ts';

const SECRET = 'a-secret-of-the-benchmark-that-is-long-enough';
/** Lambda writes START, END and REPORT lines of its own, and CloudWatch counts 26 bytes for each line. */
const PLATFORM_LOG_BYTES = 420;
const LINE_BYTES = 26;
/** One that is handed on goes round more than once. */
const MAX_NUDGES = 100;
const LOGGED_WITHIN_MS = 5_000;
const POLL_MS = 10;

const answerSchema = z.looseObject({ statusCode: z.number() });

export type CountedStack = {
  /** From the vendor's callback until nothing is left to do. */
  carry(vendor: string, callback: string): Promise<Usage>;
  /** One sweep that finds nothing due. */
  sweep(): Promise<Usage>;
  stop(): Promise<void>;
};

export async function startCountedStack(templatePath: string, { hume }: Vendors): Promise<CountedStack> {
  await using started = new AsyncDisposableStack();
  let usage = noUsage();
  let logged: string[] = [];
  const emulators = await startEmulators();
  started.defer(() => emulators.stop());
  const direct = makeClients(emulators.endpoints);
  started.defer(() => destroyClients(direct));

  const template = await loadTemplate(templatePath);
  const tables = new Map<string, TableKeys>();
  const countDynamodb = makeCountDynamodb(tables, () => usage);
  const dynamodb = await startCountingProxy(emulators.endpoints.dynamodb, countDynamodb);
  started.defer(() => dynamodb.stop());
  const s3 = await startCountingProxy(
    emulators.endpoints.s3,
    makeCountS3(() => usage),
  );
  started.defer(() => s3.stop());
  const sqs = await startCountingProxy(emulators.endpoints.sqs, ({ forward }) => {
    usage.counts.sqsRequests += 1;
    return forward();
  });
  started.defer(() => sqs.stop());

  const endpoints = { dynamodb: dynamodb.url, s3: s3.url, sqs: sqs.url };
  // Resources are made past the proxies, but for the queue's URL: it carries the address that is asked.
  const clients = { ...direct, sqs: makeClients(endpoints).sqs };
  started.defer(() => clients.sqs.destroy());
  const resources = await createResources({ template, stackName: 'scale', clients });
  for (const [name, keys] of tableKeysOf(template, resources.physicalNames)) tables.set(name, keys);

  const taskFolder = await mkdtemp(join(tmpdir(), 'verdex-bench-'));
  started.defer(() => rm(taskFolder, { recursive: true, force: true }));
  const functions = await makeFunctions({
    template,
    references: resources.references,
    packageFolder: dirname(templatePath),
    taskFolder,
    endpoints,
    overrides: {
      CALLBACK_SECRETS: SECRET,
      CALLBACK_BASE_URL: 'https://verdex.example.com',
      API_TOKENS: 'a token of the benchmark',
      HUME_BASE_URL: hume.url,
      HUME_API_KEY: hume.apiKey,
      HIVE_API_KEYS: 'none',
    },
    onLog: (line) => {
      logged.push(line);
      usage.counts.logBytes += Buffer.byteLength(line) + LINE_BYTES;
    },
  });
  started.defer(async () => {
    await Promise.all(functions.map((each) => each.stop()));
  });
  const memoryOf = memorySizes(template);
  const queueUrl = resources.queueUrls.NudgesQueue ?? '';
  const queueArn = resources.references.get('NudgesQueue.Arn') ?? '';

  async function invoke(name: string, event: unknown): Promise<unknown> {
    const lambda: LambdaFunction | undefined = functions.find((each) => each.name === name);
    if (lambda === undefined) throw new Error(`the template has no function ${name}`);
    const startedAt = performance.now();
    const answer = await lambda.invoke(event);
    const milliseconds = Math.ceil(performance.now() - startedAt);
    usage.counts.invocations += 1;
    usage.counts.milliseconds += milliseconds;
    usage.counts.gigabyteSeconds += (milliseconds / 1000) * ((memoryOf.get(name) ?? 0) / 1024);
    usage.counts.logBytes += PLATFORM_LOG_BYTES;
    return answer;
  }

  /** Lambda's own pollers: a request to receive and one to delete for each message, beside the idle ones. */
  async function nextNudge(): Promise<Message | undefined> {
    const { Messages: [message] = [] } = await direct.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 0, MessageSystemAttributeNames: ['All'] }),
    );
    if (message === undefined) return undefined;
    await direct.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    usage.counts.sqsRequests += 2;
    return message;
  }

  async function work(): Promise<void> {
    for (let nudges = 0; nudges < MAX_NUDGES; nudges += 1) {
      const message = await nextNudge();
      if (message === undefined) return;
      await invoke('process-job', makeSqsEvent([message], queueArn));
    }
    throw new Error('the queue does not come to an end');
  }

  /** What a function logs last comes after its answer. */
  async function settlement(): Promise<string> {
    for (let waitedMs = 0; waitedMs < LOGGED_WITHIN_MS; waitedMs += POLL_MS) {
      const line = logged.findLast((each) => each.includes('"job_settled"'));
      if (line !== undefined) return line;
      await sleep(POLL_MS);
    }
    return logged.join('\n');
  }

  const owned = started.move();
  return {
    carry: async (vendor, callback) => {
      usage = noUsage();
      logged = [];
      const capability = mintCapability(SECRET, { vendor, bindFirst: true });
      const event = {
        version: '2.0',
        routeKey: 'ANY /callbacks/{vendor}/{capability}',
        headers: { 'content-type': 'application/json' },
        requestContext: { http: { method: 'POST' } },
        pathParameters: { vendor, capability },
        body: callback,
        isBase64Encoded: false,
      };
      usage.counts.apiRequests += Math.ceil(Buffer.byteLength(callback) / PRICES.apiGateway.bytesPerRequest);
      const { statusCode } = answerSchema.parse(await invoke('receive-callback', event));
      if (statusCode !== 202) throw new Error(`the callback was answered ${statusCode}`);
      await work();
      const settled = await settlement();
      if (!settled.includes('"indexed"')) throw new Error(`the job came to: ${settled}`);
      return usage;
    },
    sweep: async () => {
      // The first may have the vendor's list to read.
      for (let time = 0; time < 2; time += 1) {
        usage = noUsage();
        await invoke('sweep-jobs', {});
      }
      return usage;
    },
    stop: () => owned.disposeAsync(),
  };
}

/** How fast callbacks are taken when nothing else runs, beside a function behind the same API that does nothing. */

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { zipSync } from 'fflate';
import { startLocalVerdex } from '../../local/local-verdex.ts';
import { makeRandom } from '../../local/simulators/random.ts';
import { atOnce } from '../at-once.ts';
import { changedTemplate, type TemplateResources } from '../template.ts';
import { type Percentiles, percentilesOf } from './latencies.ts';

const AT_ONCE = 16;
/** Interleaved, so that what else the machine does meets both alike. */
const ROUNDS = 4;
const WARM_UP = 200;
const EMPTY_HANDLER = 'export const handler = async () => ({ statusCode: 202 });';

export type Throughput = Percentiles & { perSecond: number };
export type FrontDoorFigures = { callbacks: Throughput; empty: Throughput };

/** What `benchFrontDoor` runs on, until `remove`. */
export function makeFrontDoorTemplate(packagedTemplate: string) {
  const empty = zipSync({ 'index.mjs': Buffer.from(EMPTY_HANDLER) });
  return changedTemplate(packagedTemplate, frontDoorAlone, { empty });
}

export async function benchFrontDoor(templatePath: string, requests: number, seed: string): Promise<FrontDoorFigures> {
  await using started = new AsyncDisposableStack();
  const verdex = await startLocalVerdex({ templatePath });
  started.defer(() => verdex.stop());
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  started.defer(() => agent.destroy());

  const random = makeRandom(seed, 'front door');
  const callbackUrl = verdex.callbackUrl('hume');
  const emptyUrl = callbackUrl.replace('/callbacks/', '/empty/');
  const makeBodies = (count: number) => Array.from({ length: count }, () => makeBody(random.integer(1_000, 10_000)));
  const measured = { callbacks: [] as Round[], empty: [] as Round[] };
  await fire(agent, emptyUrl, makeBodies(WARM_UP));
  await fire(agent, callbackUrl, makeBodies(WARM_UP));
  for (let round = 0; round < ROUNDS; round += 1) {
    const bodies = makeBodies(Math.ceil(requests / ROUNDS));
    measured.empty.push(await fire(agent, emptyUrl, bodies));
    measured.callbacks.push(await fire(agent, callbackUrl, bodies));
  }
  return { callbacks: throughputOf(measured.callbacks), empty: throughputOf(measured.empty) };
}

/** Nudges stay in the queue, nothing sweeps, and `/empty/…` leads to a function that answers at once. */
export function frontDoorAlone(resources: TemplateResources): TemplateResources {
  const kept = Object.entries(resources).filter(
    ([, { Type }]) => Type !== 'AWS::Lambda::EventSourceMapping' && Type !== 'AWS::Events::Rule',
  );
  const door = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && String(Properties.FunctionName).endsWith('receive-callback'),
  );
  if (door === undefined) throw new Error('the template has no receive-callback');
  const { Runtime, MemorySize } = door.Properties;
  return {
    ...Object.fromEntries(kept),
    EmptyFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'empty',
        Handler: 'index.handler',
        Runtime,
        MemorySize,
        Code: { S3Key: 'empty.zip' },
      },
    },
    EmptyIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['EmptyFunction', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    EmptyRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'ANY /empty/{vendor}/{capability}',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'EmptyIntegration' }]] },
      },
    },
  };
}

type Round = { durationsMs: number[]; seconds: number };

async function fire(agent: Agent, url: string, bodies: readonly string[]): Promise<Round> {
  const startedAt = performance.now();
  const durationsMs = await atOnce(AT_ONCE, bodies, async (body) => {
    const sentAt = performance.now();
    const status = await post(agent, url, body);
    if (status !== 202) throw new Error(`the front door answered ${status}`);
    return performance.now() - sentAt;
  });
  return { durationsMs, seconds: (performance.now() - startedAt) / 1000 };
}

function post(agent: Agent, url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end(body);
  });
}

/** A callback of a job of its own. */
function makeBody(bytes: number): string {
  const body = { job_id: randomUUID(), status: 'COMPLETED', predictions: [{ padding: '' }] };
  const missing = Math.max(0, bytes - JSON.stringify(body).length);
  return JSON.stringify({ ...body, predictions: [{ padding: 'x'.repeat(missing) }] });
}

function throughputOf(rounds: readonly Round[]): Throughput {
  const durations = rounds.flatMap(({ durationsMs }) => durationsMs);
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  const percentiles = percentilesOf(durations);
  if (percentiles === undefined) throw new Error('nothing was measured');
  return { ...percentiles, perSecond: durations.length / seconds };
}

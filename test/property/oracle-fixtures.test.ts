/** Every published or shaped result we have, against a plain reading of it. */
import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Malformed } from '../../lib/platform/errors.ts';
import { DEFAULT_POLICY } from '../../lib/vendors/hive/default-policy.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { summariseHume } from '../../lib/vendors/hume/summarise.ts';
import { expectFound } from '../support/oracle/expect-found.ts';
import { hiveOracle } from '../support/oracle/hive-oracle.ts';
import { humeOracle } from '../support/oracle/hume-oracle.ts';
import { itemsOf, parsed } from '../support/oracle/json.ts';
import { bytesOf, fixtureBytes, summarised } from '../support/result-bytes.ts';

const summariseHive = makeSummariseHive(DEFAULT_POLICY);
const NO_RESULT = /^(error_|job_|start_|emotion_names|async_ack)/;

async function fixturesOf(vendor: string): Promise<{ results: string[]; others: string[] }> {
  const names = await readdir(new URL(`../fixtures/${vendor}/`, import.meta.url));
  return {
    results: names.filter((name) => !NO_RESULT.test(name)),
    others: names.filter((name) => NO_RESULT.test(name)),
  };
}

const hume = await fixturesOf('hume');
const hive = await fixturesOf('hive');

/** An answer’s excerpt as the one successful entry of a task. */
function asTask(document: unknown): unknown {
  const output = itemsOf(Object(document).output);
  if (Object(document).status !== undefined) return document;
  return { id: 'task-1', status: [{ status: { code: '0' }, response: { input: null, output } }] };
}

describe('Hume', () => {
  test.each(hume.results)('%s', async (name) => {
    const bytes = await fixtureBytes(`hume/${name}`);
    const { files, report } = await summarised(summariseHume, bytes);
    expectFound({ files, report }, humeOracle(parsed(bytes), {}), bytes);
  });

  test.each(hume.others)('%s is no result', async (name) => {
    await expect(summarised(summariseHume, await fixtureBytes(`hume/${name}`))).rejects.toThrow(Malformed);
  });
});

describe('Hive', () => {
  test.each(hive.results)('%s', async (name) => {
    const document = asTask(parsed(await fixtureBytes(`hive/${name}`)));
    const bytes = bytesOf(document);
    const found = hiveOracle(document, {}, DEFAULT_POLICY);
    if (found === 'nothing is read') throw new Error('every fixture that is a result is read');
    expectFound(await summarised(summariseHive, bytes), found, bytes);
  });

  test.each(hive.others)('%s is no result', async (name) => {
    await expect(summarised(summariseHive, await fixtureBytes(`hive/${name}`))).rejects.toThrow(Malformed);
  });
});

test('there are fixtures', () => {
  expect([hume.results.length, hume.others.length, hive.results.length, hive.others.length]).toEqual([9, 10, 8, 3]);
});

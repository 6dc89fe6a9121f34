/** The front door stands open to the internet. What is thrown at it besides: `hostile-input.test.ts`. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mintCapability, verifyCapability } from '../../lib/callbacks/capability.ts';
import { urlIdentity } from '../../lib/summaries/identity.ts';
import { MAX_CALLBACK_BYTES, makeFrontDoor, NOON, requestOf, SECRET, sealed } from '../support/front-door.ts';
import { BODY, humeJobId } from '../support/hume-callback.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyRef = fc.string({ unit: 'binary', minLength: 1, maxLength: 64 });

test('a capability grants what it was minted for, and to nobody without the secret', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.option(anyRef, { nil: undefined }),
      fc.boolean(),
      anyText,
      (vendor, ref, bindFirst, other) => {
        const grant = { vendor, ...(ref !== undefined && { ref }), bindFirst };
        const capability = mintCapability(SECRET, grant);
        expect(verifyCapability([SECRET], capability, NOON)).toEqual({ ...grant, capabilityId: expect.any(String) });
        expect(verifyCapability([other, `${SECRET}${other}x`], capability, NOON)).toBeUndefined();
      },
    ),
  );
});

test('arbitrary text grants nothing and breaks nothing, even under a right MAC', () => {
  const dotted = fc
    .array(fc.string({ unit: fc.constantFrom(...'aA0-_.='), maxLength: 20 }))
    .map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.oneof(anyText, dotted), (text) => {
      expect(verifyCapability([SECRET], text, NOON)).toBeUndefined();
    }),
  );
  fc.assert(
    fc.property(fc.oneof(anyText, fc.json()), (payload) => {
      expect(verifyCapability([SECRET], sealed(payload), NOON)).toBeUndefined();
    }),
  );
});

test('a capability with any one character changed grants nothing', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string({ unit: 'grapheme', minLength: 0, maxLength: 1 }), (position, character) => {
      const capability = mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' });
      const at = position % capability.length;
      const tampered = capability.slice(0, at) + character + capability.slice(at + 1);
      fc.pre(tampered !== capability);
      expect(verifyCapability([SECRET], tampered, NOON)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

/** What a URL goes through on its way, and what someone would try who has one and wants another. */
const mutation = fc.oneof(
  fc.record({
    kind: fc.constant('cut'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 400 }),
    text: fc.constant(''),
  }),
  fc.record({ kind: fc.constant('put in'), at: fc.nat(), length: fc.constant(0), text: anyText }),
  fc.record({ kind: fc.constant('replace'), at: fc.nat(), length: fc.integer({ min: 1, max: 40 }), text: anyText }),
  fc.record({
    kind: fc.constant('replace in its own alphabet'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 4 }),
    text: fc.string({ unit: fc.constantFrom(...'AEIMQUYcgkosw048-_.='), minLength: 1, maxLength: 4 }),
  }),
);
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

test('a capability changed in any way is refused, always with the same words, and nothing is kept', async () => {
  const door = makeFrontDoor({ secrets: [SECRET, 'the secret before'] });
  const originals = [
    mintCapability(SECRET, { vendor: 'hume', ref: 'clip-7' }),
    mintCapability('the secret before', { vendor: 'hume' }),
    mintCapability(SECRET, { vendor: 'hume', bindFirst: true, expiresAt: new Date('2099-01-01') }),
  ];
  const refusal = await door.receive(requestOf({ capability: 'x', body: BODY }));
  expect(refusal.statusCode).toBe(401);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...originals), mutations, async (original, changes) => {
      const changed = changes.reduce((text, { at, length, text: put }) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + put + text.slice(from + length);
      }, original);
      fc.pre(!originals.includes(changed));
      expect(await door.receive(requestOf({ capability: changed, body: BODY }))).toEqual(refusal);
    }),
    { numRuns: 1000 },
  );
  expect([...door.kept.keys()]).toEqual([]);
  expect(door.nudged).toEqual([]);
});

test('through a bound capability callbacks in any order, any number of times, are of one job; all are kept', async () => {
  const bodies = [1, 2, 3]
    .map(humeJobId)
    .flatMap((jobId) => [0, 1].map((version) => JSON.stringify({ job_id: jobId, version })));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...bodies), { minLength: 1, maxLength: 8 }), async (sent) => {
      const door = makeFrontDoor();
      const capability = mintCapability(SECRET, { vendor: 'hume', bindFirst: true });
      for (const body of sent)
        expect(await door.receive(requestOf({ capability, body }))).toMatchObject({ statusCode: 202 });
      const owner = JSON.parse(sent[0] ?? '').job_id;
      expect([...door.kept.values()].map(String).toSorted()).toEqual([...new Set(sent)].toSorted());
      expect(await door.jobs.due(NOON, 10)).toEqual([{ vendor: 'hume', jobId: owner }]);
      for (const [key, bytes] of door.kept) {
        expect(key.startsWith('callbacks/')).toBe(JSON.parse(String(bytes)).job_id === owner);
      }
    }),
    { numRuns: 100 },
  );
});

test('a body around the limit is taken or refused by its length alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -20, max: 20 }), fc.boolean(), async (more, isBase64Encoded) => {
      const bytes = Buffer.alloc(MAX_CALLBACK_BYTES + more, 'x');
      const text = bytes.toString(isBase64Encoded ? 'base64' : 'utf8');
      const { statusCode } = await makeFrontDoor().receive(requestOf({ body: text, isBase64Encoded }));
      expect(statusCode).toBe(more > 0 ? 413 : 202);
    }),
    { numRuns: 40 },
  );
});

test('callbacks in any order, any number of times, are each kept and each job owed once', async () => {
  const jobIds = [1, 2].map(humeJobId);
  const bodies = jobIds.flatMap((jobId) => [0, 1].map((version) => JSON.stringify({ job_id: jobId, version })));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...bodies), { minLength: 1, maxLength: 8 }), async (sent) => {
      const door = makeFrontDoor();
      for (const body of sent) {
        expect(await door.receive(requestOf({ body }))).toMatchObject({ statusCode: 202 });
      }
      expect([...door.kept.values()].map(String).toSorted()).toEqual([...new Set(sent)].toSorted());
      for (const jobId of jobIds) {
        const ofJob = sent.filter((body) => JSON.parse(body).job_id === jobId);
        // Bytes that came before are late when they come again: the job stays with those that came new last.
        const last = [...new Set(ofJob)].at(-1);
        const job = await door.jobs.read({ vendor: 'hume', jobId });
        const sha256 = last === undefined ? undefined : createHash('sha256').update(last).digest('hex');
        expect(job?.callback?.sha256).toBe(sha256);
        expect(job?.dueAt).toBe(last === undefined ? undefined : NOON.toISOString());
      }
    }),
    { numRuns: 100 },
  );
});

test('an identity of a URL is stable, and neither query nor fragment nor secret is in it', () => {
  const part = fc.string({ unit: fc.constantFrom(...'abcABC019%-._~é'), maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom('http', 'HTTPS', 's3'), part, part, part, (scheme, host, path, rest) => {
      const identity = urlIdentity(`${scheme}://me:secret@${host}x/${path}?query=${rest}#fragment`);
      expect(identity).toBe(`${scheme.toLowerCase()}://${`${host}x`.toLowerCase()}/${path}`);
      expect(urlIdentity(identity ?? '')).toBe(identity);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(anyText, fc.webUrl({ withFragments: true, withQueryParameters: true })), (text) => {
      const identity = urlIdentity(text);
      if (identity !== undefined) expect(urlIdentity(identity)).toBe(identity);
    }),
  );
});

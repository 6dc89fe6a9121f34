/** Starts the query API with policies that somebody got wrong: it says what is wrong, or it judges and finds by them. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeMemoryIndex } from '../../../lib/index/memory-index.ts';
import { headlineOf, type Policies, parsePolicies, policyId, problemOfSearch } from '../../../lib/summaries/policy.ts';
import { isSafeClass } from '../../../lib/vendors/hive/classes/class-registry.ts';
import { likely, makeFileSummary, moderationOf } from '../index-summaries.ts';
import { demandDiscretion } from './promises.ts';
import { makeTarget, type Saw } from './target.ts';
import { anyBytes, anyJsonText, anyText, MARKER, mostly } from './texts.ts';

const quoted = (text: string) => JSON.stringify(text);
const oddly = (usual: string[], ...odd: string[]) =>
  mostly(fc.constantFrom(...usual), fc.oneof(fc.constantFrom(...odd), anyJsonText), 30);
/** Names of fields and classes are told, what stands there is not. */
const anyName = anyText.map((text) => text.replaceAll(MARKER, 'name'));
const className = mostly(
  fc.constantFrom('hate', 'general_nsfw', 'a_photo', 'no_gun', '__proto__', 'constructor'),
  anyName,
);
const levels = oddly(
  ['[0.5,0.9,0.99]', '[0.1,0.1,1]', '[1,1,1]'],
  '[0.9,0.5,1]',
  '[0.1,0.2]',
  '[0,0.5,1]',
  '[0.1,0.2,2]',
);

function objectOf(fields: readonly (readonly [name: string, json: string])[]): string {
  return `{${fields.map(([name, json]) => `${quoted(name)}:${json}`).join(',')}}`;
}

const policy = fc
  .record({
    name: oddly(['"standard"', '"strict"', '"a"', '"b-2"'], '"Odd Name"', '"-"'),
    version: oddly(['1', '2', '9007199254740991'], '0', '1.5', '9007199254740993'),
    severityClasses: mostly(
      fc.array(className.map(quoted), { maxLength: 3 }).map((all) => `[${all}]`),
      anyJsonText,
      20,
    ),
    probabilityLevels: levels,
    classes: mostly<string | undefined>(
      fc.array(fc.tuple(className, mostly(fc.constant('"ignore"'), levels, 1)), { maxLength: 3 }).map(objectOf),
      mostly<string | undefined>(fc.constant(undefined), anyJsonText),
      3,
    ),
    more: mostly<[string, string][]>(
      fc.constant([]),
      fc.tuple(anyName, anyJsonText).map((pair) => [pair]),
      20,
    ),
  })
  .map(({ more, ...fields }) =>
    objectOf(
      [...Object.entries(fields), ...more].flatMap(([name, json]) => (json === undefined ? [] : [[name, json]])),
    ),
  );
const policies = mostly(
  fc.array(policy, { minLength: 1, maxLength: 2 }).map((all) => `[${all}]`),
  fc.oneof(policy, anyJsonText, anyText, anyBytes.map(String)),
  9,
).map((text) => text.replaceAll(`"${MARKER}":`, '"name":'));

const SUMMARY = {
  ...makeFileSummary({ ref: 'a file' }),
  moderation: moderationOf({
    hate: 3,
    spam: 0,
    general_nsfw: likely(0.93),
    a_photo: likely(0.7, { polarity: 'neutral' }),
    no_gun: likely(0.99, { polarity: 'safe' }),
    constructor: likely(0.4, { isKnown: false }),
  }),
};

async function check(text: string, saw: Saw): Promise<void> {
  const parsed = parsedOrProblem(text);
  if (typeof parsed === 'string') {
    saw('refused');
    assert.match(parsed, /^the moderation policies are not usable: \S/);
    demandDiscretion(parsed);
    return;
  }
  const [unusable] = parsed.flatMap((one) => problemOfSearch(one, isSafeClass) ?? []);
  saw(unusable === undefined ? 'usable' : 'counts what is safe');
  for (const one of parsed) {
    assert.match(policyId(one), /^[a-z][a-z0-9-]*@[1-9]\d*$/);
    const { severity = null } = headlineOf(SUMMARY.moderation, one) ?? {};
    assert.ok(severity === null || [0, 1, 2, 3].includes(severity), `severity ${severity}`);
    const index = makeMemoryIndex();
    const writing = index.replaceJob(SUMMARY, '2026-03-01T12:00:00.000Z');
    await writing.put(SUMMARY);
    await writing.finish();
    const { items } = await index.mostSevere({ class: 'any', atLeast: { severity: 1, policy: one } }, { limit: 5 });
    assert.equal(items.length, (severity ?? 0) >= 1 ? 1 : 0, 'found by another headline than it has');
  }
}

function parsedOrProblem(text: string): Policies | string {
  try {
    return parsePolicies(text);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}

export const moderationPolicies = makeTarget({
  name: 'the moderation policies',
  perThousand: 40,
  mustSee: ['refused', 'usable', 'counts what is safe'],
  cases: policies,
  check,
});

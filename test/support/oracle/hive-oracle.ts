/**
 * What a Hive task says, by a plain reading of all of it at once. Written from what is known of the vendor's interface and
 * of what Verdex promises; of the product it has only the tables of classes, and is as slow as it likes.
 */
import type { Policy } from '../../../lib/summaries/policy.ts';
import type { SummariseContext } from '../../../lib/vendors/vendor.ts';
import { type Found, type FoundFile, inOrder } from './findings.ts';
import { type Read, readEntry } from './hive-entry-oracle.ts';
import { urlIdentity } from './hume-identity-oracle.ts';
import { type Fields, fieldsOf, isFields, isNumber, itemsOf, stringOf } from './json.ts';
import { headlineBy, type NamedClass } from './policy-oracle.ts';

type Entry = { failures: string[]; responses: Fields[] };

/** A task, or the pages of one. A V3 answer is a task with one entry, which succeeded. */
function tasksIn(document: unknown): Fields[] {
  return (Array.isArray(document) ? document : [document]).map(fieldsOf).map((root) => {
    if (Object.hasOwn(root, 'status')) return root;
    // It has no type of its model, whose name says as much.
    const model_type = root.model === 'hive/text-moderation' ? 'TEXT_CLASSIFICATION' : undefined;
    const response = { input: { model: root.model, model_type }, output: root.output };
    return { id: root.task_id, status: [{ status: { code: '0' }, response }] };
  });
}

/** What stands at one index of `status[]`, on all pages. */
function entriesOf(tasks: readonly Fields[]): Entry[] {
  const length = Math.max(...tasks.map(({ status }) => itemsOf(status).length));
  return Array.from({ length }, (_, index) => {
    const entry: Entry = { failures: [], responses: [] };
    for (const task of tasks) {
      const each = itemsOf(task.status)[index];
      if (each === undefined) continue;
      if (each === null) {
        entry.failures.push(`status[${index}]: an entry of null`);
        continue;
      }
      const { code, message } = fieldsOf(fieldsOf(each).status);
      if (String(code) === '0') entry.responses.push(fieldsOf(fieldsOf(each).response));
      else entry.failures.push(`status[${index}]: code ${String(code)}: ${stringOf(message) ?? 'no message'}`);
    }
    return entry;
  });
}

const POLARITIES = ['violation', 'neutral', 'safe'];

/**
 * Where one name is in several entries: the highest, the first of equals, and all that was counted. A level and a
 * probability cannot be compared, nor a violation with what is none, nor what is known with what is not: the gravest of
 * them has the name, the others have their product in their key.
 */
function joined(reads: readonly Read[]): NamedClass[] {
  const groups: NamedClass[] = [];
  for (const read of reads) {
    for (const [name, found] of read.classes) {
      const isUnknown = read.unknown.includes(name);
      const before = groups.find(
        (each) =>
          each.name === name &&
          (each.found.scale === 'probability') === (found.scale === 'probability') &&
          each.found.polarity === found.polarity &&
          each.isUnknown === isUnknown,
      );
      if (before === undefined) {
        groups.push({ key: name, name, found, isUnknown });
        continue;
      }
      const isHigher = found.max !== null && found.max > (before.found.max ?? -Infinity);
      before.found = { ...(isHigher ? found : before.found), count: before.found.count + found.count };
    }
  }
  const gravity = ({ found, isUnknown }: NamedClass) =>
    Number(found.scale === 'probability') * 100 + POLARITIES.indexOf(found.polarity) * 10 + Number(isUnknown);
  const taken = new Set(groups.map(({ name }) => name));
  for (const name of [...taken]) {
    const ofName = groups.filter((each) => each.name === name).toSorted((a, b) => gravity(a) - gravity(b));
    for (const each of ofName.slice(1)) {
      const wanted = `${name}@${each.found.product}`;
      each.key = wanted;
      each.found = { ...each.found, name };
      for (let copy = 2; taken.has(each.key); copy += 1) each.key = `${wanted}#${copy}`;
      taken.add(each.key);
    }
  }
  return groups;
}

/** A head once, with all that any entry missed of it. */
function changedIn(reads: readonly Read[]) {
  const changed = reads.flatMap((read) => read.changed);
  const byHead = Map.groupBy(changed, ({ product, head }) => `${product}/${head}`);
  return [...byHead.values()].flatMap((same) => {
    const missing = [...new Set(same.flatMap((each) => each.missing))].toSorted();
    return same.slice(0, 1).map((first) => ({ ...first, missing }));
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** As the entries themselves have it. */
function completenessOf(reads: readonly Read[]): boolean | null {
  if (reads.some(({ complete }) => complete === false)) return false;
  return reads.length > 0 && reads.every(({ complete }) => complete === true) ? true : null;
}

function coverageOf(reads: readonly Read[], medium: Fields, hasErrors: boolean) {
  const units = new Set(reads.map(({ unit }) => unit));
  const [unit] = units;
  const stated = reads.flatMap(({ expected }) => (expected === null ? [] : [expected]));
  const ends = reads.flatMap(({ endsAt }) => (endsAt === null ? [] : [endsAt]));
  const seconds = {
    expected: isNumber(medium.duration) ? medium.duration : null,
    indexed: ends.length === 0 ? null : Math.max(...ends),
  };
  return {
    unit: units.size > 1 ? 'mixed' : unit,
    indexed: sumOf(reads.map(({ indexed }) => indexed)),
    expected: stated.length === reads.length && reads.length > 0 ? sumOf(stated) : null,
    complete: hasErrors ? false : completenessOf(reads),
    ...((seconds.expected !== null || seconds.indexed !== null) && { seconds }),
    models: reads.map((read) => ({
      product: read.product,
      model: read.model,
      unit: read.unit,
      indexed: read.indexed,
      expected: read.expected,
      complete: read.complete,
    })),
  };
}

/** The medium as any entry has it, the failed ones too. */
function mediumIn(tasks: readonly Fields[]): Fields {
  const media = tasks
    .flatMap(({ status }) => itemsOf(status).map(fieldsOf))
    .map(({ response }) => fieldsOf(fieldsOf(fieldsOf(response).input).media));
  const stated = (key: string) =>
    media.map((medium) => medium[key]).find((value) => value !== undefined && value !== null);
  return { url: stated('url'), filename: stated('filename'), duration: stated('duration') };
}

function sourceOf({ url, filename }: Fields, isText: boolean) {
  const name = stringOf(filename);
  if (typeof url === 'string') return { index: 0, type: 'url', url, filename: name };
  return { index: 0, type: isText && name === undefined ? 'text' : 'upload', filename: name };
}

export function hiveOracle(document: unknown, context: SummariseContext, policy: Policy): Found | 'nothing is read' {
  const tasks = tasksIn(document);
  const entries = entriesOf(tasks);
  // One model that failed, however many pages say so.
  const failures = entries.flatMap((entry) => entry.failures.slice(0, 1));
  if (entries.every(({ responses }) => responses.length === 0)) return failed(failures);

  const looks = entries
    .map(({ responses }, index) => ({ index, responses, read: readEntry(responses) }))
    .filter(({ responses }) => responses.length > 0);
  const reads = looks.flatMap(({ read }) => (read === undefined ? [] : [read]));
  if (reads.length === 0) return 'nothing is read';
  const unread = looks.filter(({ read }) => read === undefined);
  const said = [
    ...failures,
    ...unread.map(({ index, responses }) => {
      const [type] = responses.flatMap(({ input }) => stringOf(fieldsOf(input).model_type) ?? []);
      return `status[${index}]: Verdex does not read this Hive product (model_type ${type ?? 'not stated'})`;
    }),
  ];

  const medium = mediumIn(tasks);
  const jobId = context.jobId ?? tasks.map(({ id }) => stringOf(id)).find((id) => id !== undefined) ?? 'unknown';
  const source = sourceOf(
    medium,
    reads.every(({ product }) => product === 'text'),
  );
  const identity =
    context.ref === undefined
      ? (urlIdentity(stringOf(medium.url) ?? '') ?? `hive:${jobId}/0/${source.filename ?? ''}`)
      : `ref:${context.ref}`;
  const classes = joined(reads);
  const unknownClasses = classes
    .filter(({ isUnknown }) => isUnknown)
    .map(({ key }) => key)
    .toSorted();
  const changedHeads = inOrder(changedIn(reads));
  const leftOut = sumOf(reads.map((read) => read.leftOut));
  const coverage = coverageOf(reads, medium, said.length > 0 || leftOut > 0);
  const file: FoundFile = {
    identity,
    jobId,
    schema: isFields(document) && !Object.hasOwn(document, 'status') ? 'hive-answer-v3' : 'hive-task-v2',
    source,
    path: null,
    emotions: {},
    moderation: {
      ...headlineBy(policy, classes),
      classes: Object.fromEntries(classes.map(({ key, found }) => [key, found])),
      unknownClasses,
      changedHeads,
    },
    coverage,
    said: said.toSorted(),
    leftOut,
  };
  return {
    files: [file],
    report: {
      files: 1,
      predictions: coverage.indexed,
      expected: coverage.expected,
      complete: coverage.complete,
      hasErrors: said.length > 0 || leftOut > 0,
      failure: undefined,
      unknownClasses,
      changedHeads: [...new Set(changedHeads.map(({ product, head }) => `${product}/${head}`))].toSorted(),
    },
  };
}

function failed(failures: readonly string[]): Found {
  return {
    files: [],
    report: {
      files: 0,
      predictions: 0,
      expected: null,
      complete: null,
      hasErrors: true,
      failure: failures.slice(0, 20).join('; '),
      unknownClasses: [],
      changedHeads: [],
    },
  };
}

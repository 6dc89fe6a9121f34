/** Which parts of a document a reader wants, compiled to a tree that is walked along with the document. */
import type { InPlace, InPlaceRule } from './in-place-step.ts';

/** Bytes `begin` (inclusive) to `end` (exclusive), counted from the start of the document. */
export type ByteRange = { begin: number; end: number };
/** Array indexes and object keys from the root to a value. */
export type Path = readonly (string | number)[];

/**
 * Patterns name places: `status[].response.input`; `[]` is any array element, `.*` any key, '' the root.
 * `cut` hands over the whole parsed value; `open` and `close` tell of containers that are walked through, `absent` of a
 * null in the place of one.
 */
export type CutRules = {
  cut: Readonly<Record<string, (value: unknown, path: Path, range: ByteRange) => void>>;
  open?: Readonly<Record<string, (path: Path, kind: 'array' | 'object') => void>>;
  close?: Readonly<Record<string, (path: Path, range: ByteRange) => void>>;
  absent?: Readonly<Record<string, (path: Path) => void>>;
};

export type PlanNode = {
  readonly pattern: string;
  readonly keys: Map<string, PlanNode>;
  anyKey: PlanNode | undefined;
  element: PlanNode | undefined;
  cut: CutRules['cut'][string] | undefined;
  open: ((path: Path, kind: 'array' | 'object') => void) | undefined;
  close: ((path: Path, range: ByteRange) => void) | undefined;
  absent: ((path: Path) => void) | undefined;
  inPlace: InPlaceRule | undefined;
};

export function compilePlan(rules: CutRules, inPlace: InPlace['rules'] = {}): PlanNode {
  const root = makeNode('');
  for (const [pattern, handler] of Object.entries(rules.cut)) nodeAt(root, pattern).cut = handler;
  for (const [pattern, handler] of Object.entries(rules.open ?? {})) nodeAt(root, pattern).open = handler;
  for (const [pattern, handler] of Object.entries(rules.close ?? {})) nodeAt(root, pattern).close = handler;
  for (const [pattern, handler] of Object.entries(rules.absent ?? {})) nodeAt(root, pattern).absent = handler;
  for (const [pattern, rule] of Object.entries(inPlace)) nodeAt(root, pattern).inPlace = rule;
  return root;
}

/** What the plan says of a member of a container, undefined when nothing below it is wanted. */
export function childOf(node: PlanNode | undefined, isArray: boolean, key: string): PlanNode | undefined {
  if (node === undefined) return undefined;
  return isArray ? node.element : (node.keys.get(key) ?? node.anyKey);
}

/**
 * Whether a value of this kind fits the plan. Where the plan looks inside a value, anything but the container it knows (or
 * null) means that the document has not the shape it was written for.
 */
export function mayBe(node: PlanNode, kind: 'array' | 'object' | 'scalar'): boolean {
  const hasKeys = node.keys.size > 0 || node.anyKey !== undefined;
  const hasElements = node.element !== undefined;
  if (!hasKeys && !hasElements) return true;
  return kind === 'array' ? hasElements : kind === 'object' && hasKeys;
}

function nodeAt(root: PlanNode, pattern: string): PlanNode {
  let node = root;
  for (const [segment, name] of pattern.matchAll(/\[\]|\.?([^.[\]]+)/g)) {
    const below = node.pattern + segment;
    if (segment === '[]') {
      node = node.element ??= makeNode(below);
    } else if (name === '*') {
      node = node.anyKey ??= makeNode(below);
    } else {
      const child: PlanNode = node.keys.get(name ?? '') ?? makeNode(below);
      node.keys.set(name ?? '', child);
      node = child;
    }
  }
  return node;
}

function makeNode(pattern: string): PlanNode {
  return {
    pattern,
    keys: new Map(),
    anyKey: undefined,
    element: undefined,
    cut: undefined,
    open: undefined,
    close: undefined,
    absent: undefined,
    inPlace: undefined,
  };
}

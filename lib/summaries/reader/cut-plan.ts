/** Which parts of a document a reader wants, compiled to a tree that is walked along with the document. */

/** Bytes `begin` (inclusive) to `end` (exclusive), counted from the start of the document. */
export type ByteRange = { begin: number; end: number };
/** Array indexes and object keys from the root to a value. */
export type Path = readonly (string | number)[];

/**
 * Patterns name places: `status[].response.input`; `[]` is any array element, `.*` any key, '' the root.
 * `cut` hands over the whole parsed value; `open` and `close` tell of containers that are walked through, `absent` of a
 * null in the place of one. `told` is whoever reads the document at hand: a plan is compiled once for all of a kind.
 */
export type PlanRules<Told> = {
  cut: Readonly<Record<string, (told: Told, value: unknown, range: ByteRange, path: () => Path) => void>>;
  open?: Readonly<Record<string, (told: Told, kind: 'array' | 'object', path: () => Path) => void>>;
  close?: Readonly<Record<string, (told: Told, range: ByteRange, path: () => Path) => void>>;
  absent?: Readonly<Record<string, (told: Told, path: () => Path) => void>>;
};

/** The same for one document, by functions that know whom they tell. */
export type CutRules = {
  cut: Readonly<Record<string, (value: unknown, path: Path, range: ByteRange) => void>>;
  open?: Readonly<Record<string, (path: Path, kind: 'array' | 'object') => void>>;
  close?: Readonly<Record<string, (path: Path, range: ByteRange) => void>>;
  absent?: Readonly<Record<string, (path: Path) => void>>;
};

export type PlanNode<Told> = {
  readonly pattern: string;
  /** That it stands under, and how that is spelled with its quotes, without escapes; both empty where there is none. */
  readonly key: string;
  readonly spelled: Uint8Array;
  readonly keys: Map<string, PlanNode<Told>>;
  anyKey: PlanNode<Told> | undefined;
  element: PlanNode<Told> | undefined;
  cut: PlanRules<Told>['cut'][string] | undefined;
  open: NonNullable<PlanRules<Told>['open']>[string] | undefined;
  close: NonNullable<PlanRules<Told>['close']>[string] | undefined;
  absent: NonNullable<PlanRules<Told>['absent']>[string] | undefined;
};

export type CutPlan<Told> = {
  readonly root: PlanNode<Told>;
  /** By the patterns of the rules. */
  readonly nodes: ReadonlyMap<string, PlanNode<Told>>;
};

export function compilePlan<Told>({ cut, open = {}, close = {}, absent = {} }: PlanRules<Told>): CutPlan<Told> {
  const root = makeNode<Told>('');
  const nodes = new Map<string, PlanNode<Told>>();
  const nodeOf = (pattern: string): PlanNode<Told> => {
    const node = nodes.get(pattern) ?? nodeAt(root, pattern);
    nodes.set(pattern, node);
    return node;
  };
  for (const [pattern, handler] of Object.entries(cut)) nodeOf(pattern).cut = handler;
  for (const [pattern, handler] of Object.entries(open)) nodeOf(pattern).open = handler;
  for (const [pattern, handler] of Object.entries(close)) nodeOf(pattern).close = handler;
  for (const [pattern, handler] of Object.entries(absent)) nodeOf(pattern).absent = handler;
  return { root, nodes };
}

export function compileRules({ cut, open = {}, close = {}, absent = {} }: CutRules): CutPlan<undefined> {
  return compilePlan<undefined>({
    cut: mapped(cut, (tell) => (_, value, range, path) => tell(value, path(), range)),
    open: mapped(open, (tell) => (_, kind, path) => tell(path(), kind)),
    close: mapped(close, (tell) => (_, range, path) => tell(path(), range)),
    absent: mapped(absent, (tell) => (_, path) => tell(path())),
  });
}

/** What the plan says of a member of a container, undefined when nothing below it is wanted. */
export function childOf<Told>(
  node: PlanNode<Told> | undefined,
  isArray: boolean,
  key: string,
): PlanNode<Told> | undefined {
  if (node === undefined) return undefined;
  return isArray ? node.element : (node.keys.get(key) ?? node.anyKey);
}

/**
 * Whether a value of this kind fits the plan. Where the plan looks inside a value, anything but the container it knows (or
 * null) means that the document has not the shape it was written for.
 */
export function mayBe<Told>(node: PlanNode<Told>, kind: 'array' | 'object' | 'scalar'): boolean {
  const hasKeys = node.keys.size > 0 || node.anyKey !== undefined;
  const hasElements = node.element !== undefined;
  if (!hasKeys && !hasElements) return true;
  return kind === 'array' ? hasElements : kind === 'object' && hasKeys;
}

function nodeAt<Told>(root: PlanNode<Told>, pattern: string): PlanNode<Told> {
  let node = root;
  for (const [segment, name] of pattern.matchAll(/\[\]|\.?([^.[\]]+)/g)) {
    const below = node.pattern + segment;
    if (segment === '[]') {
      node = node.element ??= makeNode(below);
    } else if (name === '*') {
      node = node.anyKey ??= makeNode(below);
    } else {
      const child: PlanNode<Told> = node.keys.get(name ?? '') ?? makeNode(below, name);
      node.keys.set(name ?? '', child);
      node = child;
    }
  }
  return node;
}

function makeNode<Told>(pattern: string, key?: string): PlanNode<Told> {
  return {
    pattern,
    key: key ?? '',
    spelled: Buffer.from(key === undefined ? '' : JSON.stringify(key)),
    keys: new Map(),
    anyKey: undefined,
    element: undefined,
    cut: undefined,
    open: undefined,
    close: undefined,
    absent: undefined,
  };
}

function mapped<From, To>(rules: Readonly<Record<string, From>>, change: (rule: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(rules).map(([pattern, rule]) => [pattern, change(rule)]));
}

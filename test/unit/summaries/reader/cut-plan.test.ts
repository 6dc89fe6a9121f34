import { expect, test } from 'vitest';
import { compilePlan, mayBe, type PlanNode } from '../../../../lib/summaries/reader/cut-plan.ts';

function kindsOf(node: PlanNode<unknown>) {
  return (['array', 'object', 'scalar'] as const).filter((kind) => mayBe(node, kind));
}

test.each([
  ['', ['array', 'object', 'scalar']],
  ['a', ['object']],
  ['*', ['object']],
  ['[]', ['array']],
  ['[].a', ['array']],
])('where %j is wanted, the root may be %j', (pattern, kinds) => {
  expect(kindsOf(compilePlan({ cut: { [pattern]: () => undefined } }).root)).toEqual(kinds);
});

test('one place may be walked as both kinds of container, never as a scalar', () => {
  const { root } = compilePlan({ cut: { '[].a': () => undefined, 'b[].a': () => undefined } });
  expect(kindsOf(root)).toEqual(['array', 'object']);
});

test('a place that is only told of may be anything', () => {
  const { root } = compilePlan({ cut: {}, open: { a: () => undefined } });
  expect(root.keys.get('a')).toBeDefined();
  for (const node of root.keys.values()) expect(kindsOf(node)).toEqual(['array', 'object', 'scalar']);
});

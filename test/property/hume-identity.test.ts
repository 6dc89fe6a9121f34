import fc from 'fast-check';
import { expect, test } from 'vitest';
import { humeIdentity } from '../../lib/vendors/hume/identity.ts';

test('an identity of anything at all is found, and none is given twice', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const urlLike = fc.oneof(
    text,
    fc.webUrl(),
    text.map((rest) => `https://a.test/${rest}`),
  );
  const anything = fc.oneof(
    urlLike.map((url) => ({ type: 'url' as const, url })),
    fc.record({ type: fc.constant('file' as const), md5sum: text, filename: fc.option(text) }),
    fc.constant({ type: 'text' as const }),
  );
  const file = fc.oneof(text, fc.constantFrom('a', '0/a', '1/a', 'a#2', '1/a#2'));
  fc.assert(
    fc.property(
      fc.array(fc.record({ about: anything, file: fc.option(file, { nil: undefined }), sourceIndex: fc.nat(2) }), {
        maxLength: 8,
      }),
      fc.option(text, { nil: undefined }),
      (asked, ref) => {
        const taken = new Map<string, number>();
        const identities = asked.map(({ about, ...each }) =>
          humeIdentity(about, { ...each, jobId: 'job-1', ref }, taken),
        );
        expect(new Set(identities).size).toBe(asked.length);
      },
    ),
    { numRuns: 500 },
  );
});

/** Whether a summariser says what an oracle says. */
import { expect } from 'vitest';
import { INDEX_VERSION } from '../../../lib/summaries/index-version.ts';
import type { Summarised } from '../result-bytes.ts';
import { type Found, foundIn, foundReport, marked } from './findings.ts';

export function expectFound({ files, report }: Summarised, found: Found, bytes: Uint8Array): void {
  expect(files.length).toBe(found.files.length);
  for (const [index, expected] of found.files.entries()) {
    const file = files[index];
    if (file === undefined) throw new Error('the same number of files, and one is missing');
    const { identity, ...said } = foundIn(file, bytes);
    const { identity: expectedIdentity, ...expectedSaid } = expected;
    expect(marked(said)).toEqual(marked(expectedSaid));
    if (expectedIdentity !== null) expect(identity).toBe(expectedIdentity);
    expect(file).toMatchObject({ raw: null, indexVersion: INDEX_VERSION });
  }
  expect(new Set(files.map(({ identity }) => identity)).size).toBe(files.length);
  expect(marked(foundReport(report))).toEqual(marked(found.report));
}

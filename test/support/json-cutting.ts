/** Everything a cutter says about a document, written down. */
import type { ByteRange, Path } from '../../lib/summaries/reader/cut-plan.ts';
import { makeJsonCutter } from '../../lib/summaries/reader/json-cutter.ts';

export type Cut = { pattern: string; value: unknown; path: Path; range: ByteRange };

/** The values cut at `patterns`, in the document's order. Throws what the cutter throws. */
export function cutsOf(patterns: readonly string[], pieces: readonly Uint8Array[]): Cut[] {
  const cuts: Cut[] = [];
  const cutter = makeJsonCutter({
    cut: Object.fromEntries(
      patterns.map((pattern) => [
        pattern,
        (value: unknown, path: Path, range: ByteRange) => cuts.push({ pattern, value, path, range }),
      ]),
    ),
  });
  for (const piece of pieces) cutter.write(piece);
  cutter.end();
  return cuts;
}

export function cutText(patterns: readonly string[], text: string): Cut[] {
  return cutsOf(patterns, [Buffer.from(text)]);
}

import { StringDecoder } from 'node:string_decoder';
import Assembler from 'stream-json/assembler.js';
import { jsonParser } from 'stream-json/parser.js';
import { makeElementTally, type ParsedElement } from './element-path.ts';
import type { VendorName } from './inputs.ts';
import type { Reader } from './reader.ts';
import { readInChunks } from './segments.ts';

/** How many containers are open where an element has just ended, which is the last of an array of its parent. */
const DEPTHS: Record<VendorName, readonly number[]> = { hume: [10], hive: [5, 7] };

/**
 * Its tokens are assembled as it does itself, without streams, filters or anything else between: that is its fastest way.
 * An element is taken out of its array as soon as it is whole.
 */
export const readWithStreamJson: Reader = async (input, vendor, totals) => {
  const tally = makeElementTally(vendor, totals);
  const decoder = new StringDecoder('utf8');
  const parse = jsonParser({ packValues: true, streamValues: false });
  const assembler = new Assembler();
  const depths = DEPTHS[vendor];
  for await (const chunk of readInChunks(input)) {
    const tokens = parse(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
    if (typeof tokens !== 'object' || !('values' in tokens)) continue;
    for (const token of tokens.values) {
      assembler.consume(token);
      if (token.name !== 'endObject' || !depths.includes(assembler.depth) || !Array.isArray(assembler.current))
        continue;
      const path = assembler.path;
      if (!isElementPath(path)) continue;
      tally.add(takeLast(assembler.current), path);
    }
  }
  tally.finish();
};

const ARRAYS: readonly unknown[] = ['predictions', 'output', 'classifications'];

function isElementPath(path: readonly unknown[]): boolean {
  return ARRAYS.includes(path.at(-1));
}

function takeLast(elements: ParsedElement[]): ParsedElement {
  return elements.pop() ?? {};
}

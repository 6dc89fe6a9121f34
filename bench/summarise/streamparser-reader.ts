import { JSONParser } from '@streamparser/json';
import { ELEMENT_PATHS, makeElementTally, type ParsedElement } from './element-path.ts';
import type { Reader } from './reader.ts';
import { readInChunks } from './segments.ts';

/** As its documentation has it for large documents: only the elements are handed over, and nothing is kept of them. */
export const readWithStreamparser: Reader = async (input, vendor, totals) => {
  const tally = makeElementTally(vendor, totals);
  const parser = new JSONParser({ paths: ELEMENT_PATHS[vendor].map((path) => `$.${path}`), keepStack: false });
  parser.onValue = ({ value, key, stack }) => {
    if (isElement(value)) tally.add(value, [...stack.slice(1).map((level) => level.key), key]);
  };
  for await (const chunk of readInChunks(input)) parser.write(chunk);
  tally.finish();
};

function isElement(value: unknown): value is ParsedElement {
  return typeof value === 'object';
}

/** Texts, JSON and bytes as someone would send them who wishes us no good. */
import fc from 'fast-check';

/** Put into what is sent; it must not come back, and must not be written down where it has no business. */
export const MARKER = 'c0ffee-marker-5eed';

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ufeff{}',
  '\ud800',
  '\udc00\ud800',
  '\r\nx-injected: 1',
  '../../etc/passwd',
  '..%2f..%2f',
  '%',
  '%zz',
  '%00',
  '%ff',
  '//host.test/',
  'http://host.test/',
  'https://host.test\\@other.test',
  '#',
  '?',
  'a?b#c',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-1',
  '1e999',
  '9'.repeat(400),
  "' OR 1=1 --",
  '%24{jndi:ldap://host.test}',
  '{{7*7}}',
  '<script>',
  'x'.repeat(5000),
  '\u202e\u200b',
  '😀'.repeat(200),
];

/** Any text at all, half of a surrogate pair included; some of it with the {@link MARKER}. */
export const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 1, arbitrary: fc.array(fc.integer({ max: 0xffff, min: 0 }), { maxLength: 8 }).map(ofCodeUnits) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `${MARKER}${text}`) },
);

function ofCodeUnits(units: readonly number[]): string {
  return String.fromCharCode(...units);
}

/** As JSON text, since some of it is nothing that `JSON.stringify` writes. */
const ODD_JSON = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e999',
  '-1e999',
  '1e-999',
  '9007199254740993',
  '123456789012345678901234567890',
  '""',
  '[]',
  '{}',
  '[[[]]]',
  '"\\ud800"',
  '"\\u0000"',
  '"\ufeff"',
  `"${MARKER}"`,
  `{"${MARKER}":"${MARKER}"}`,
  '{"__proto__":{"status":"COMPLETED","vendor":"hume"}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"a":1,"a":2}',
  '"COMPLETED"',
  '"FAILED"',
  '2026-01-01',
  '01',
  '"unended',
  '[1,]',
  'nul',
];

const deep = fc
  .record({ levels: fc.constantFrom(10, 62, 63, 64, 65, 66, 500, 50_000), open: fc.constantFrom('[', '{"a":') })
  .map(({ levels, open }) => `${open.repeat(levels)}1${(open === '[' ? ']' : '}').repeat(levels)}`);

/** JSON text of any value, and some that is almost JSON. */
export const anyJsonText = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD_JSON) },
  { weight: 3, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: anyText.map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: deep },
);

/** Bytes of any kind: noise, JSON in odd encodings, JSON with odd values, and what is none. */
export const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes)),
  anyText.map((text) => Buffer.from(text)),
  anyJsonText.map((text) => Buffer.from(text)),
  anyJsonText.map((text) => Buffer.from(`\ufeff${text}`)),
  anyJsonText.map((text) => Buffer.from(text, 'utf16le')),
  anyJsonText.map((text) => Buffer.concat([Buffer.from(text), Buffer.from([0])])),
);

/** What is usual, most of the time. */
export function mostly<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

/** An HTTP API hands over JSON in UTF-8, in which there is no half of a surrogate pair. */
export const sentText = anyText.map((text) => text.toWellFormed());

/** Header names are tokens; a gateway hands them over in lower case, and values without line ends. */
const headerName = fc.constantFrom(
  'accept',
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'if-none-match',
  'range',
  'referer',
  'transfer-encoding',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  '__proto__',
  'constructor',
);
export const headerValue = sentText.map((text) => text.replaceAll(/[\r\n]|\0/g, ''));
export const anyHeaders = fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 }).map(objectOf);

/** With own properties for every name: `__proto__` is a name like any other here. */
export function objectOf(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries);
}

import { describe, expect, test } from 'vitest';
import { ApiError } from '../errors.ts';
import { decodeBody, parseStrictJson } from '../http/strict-json.ts';

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('what everybody reads alike is accepted', () => {
  test.each([
    '{"a":1,"b":[1,2.5e3,-0.1,true,false,null,"x"]}',
    '"\\u00e9\\ud83d\\ude00 text"',
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '[9007199254740991,-9007199254740991]',
    ' {\n"constructor" : "a word", "a\\"b": "{,}[\\\\]" }\n',
  ])('%s', (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });
});

describe('what would change silently is refused', () => {
  test.each([
    ['{"a":1,"a":2}', 'A key is given twice'],
    ['{"a":1,"\\u0061":2}', 'A key is given twice'],
    ['{"__proto__":{"admin":true}}', 'The key __proto__ is not allowed'],
    ['["\\u0000"]', 'A text holds a NUL character'],
    ['{"\\u0000":1}', 'A text holds a NUL character'],
    ['["\\ud800"]', 'A text holds half of a surrogate pair'],
    ['[12345678901234567890]', 'A whole number has more digits'],
    ['[1e400]', 'A number is too large'],
    ['['.repeat(20_000) + ']'.repeat(20_000), 'More than 80 levels'],
    ['{"a":NaN}', 'not valid JSON'],
    ['{"a":1,}', 'not valid JSON'],
    ['{"a":0x10}', 'not valid JSON'],
    ['{/* no */}', 'not valid JSON'],
    ['', 'not valid JSON'],
  ])('%.60s', (text, why) => {
    const said = refusalOf(() => parseStrictJson(text));
    expect(said).toContain('BAD_JSON');
    expect(said).toContain(why);
  });

  test('a byte order mark and bytes that are no UTF-8', () => {
    expect(refusalOf(() => decodeBody(Buffer.from('\ufeff{}')))).toContain('byte order mark');
    expect(refusalOf(() => decodeBody(Buffer.from([0x22, 0xc0, 0xaf, 0x22])))).toContain('UTF-8');
  });

  test('a megabyte of text without an end is refused in no time', () => {
    const started = performance.now();
    refusalOf(() => parseStrictJson(`["${'\\'.repeat(1_000_000)}`));
    refusalOf(() => parseStrictJson(`[${'"a",'.repeat(250_000)}"b"]`));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

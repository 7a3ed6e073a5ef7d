import { canonicalJson, checkPayload, jsonBytes, PayloadError, sameJson, type Json } from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const codeOf = (value: unknown, maxBytes?: number): string => {
  try {
    checkPayload(value, 'input', maxBytes);
    return 'ok';
  } catch (error) {
    return (error as PayloadError).code;
  }
};

describe('a payload', () => {
  it('that is JSON comes back equal, as a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(codeOf(value) === 'ok');
        const copy = checkPayload(value);
        expect(copy).toEqual(JSON.parse(JSON.stringify(value)));
        if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
      }),
    );
  });

  it('takes exactly those texts that every store gives back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }), (units) => {
        const text = String.fromCharCode(...units);
        const isKept = Buffer.from(text, 'utf8').toString('utf8') === text && !text.includes('\0');
        expect(codeOf(text)).toBe(isKept ? 'ok' : 'BAD_PAYLOAD');
      }),
    );
  });

  it('is what JSON.stringify makes of it, where that loses nothing', () => {
    const value = { date: new Date(0), gone: undefined, list: [undefined, 1], zero: -0 };
    expect(checkPayload(value)).toEqual({ date: '1970-01-01T00:00:00.000Z', list: [null, 1], zero: 0 });
    expect(checkPayload(undefined)).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ['a NUL character', { a: ['x\0'] }, 'input.a[0]'],
    ['half a surrogate pair', '\ud800', 'input'],
    ['half a surrogate pair in a key', { '\udc00': 1 }, 'input.\udc00'],
    ['NaN', [Number.NaN], 'input[0]'],
    ['Infinity', { a: Infinity }, 'input.a'],
    ['a bigint', { a: 1n }, 'input.a'],
    ['a function', { a: () => 1 }, 'input.a'],
    ['a symbol', Symbol('x'), 'input'],
    ['a promise', { a: Promise.resolve(1) }, 'input.a'],
    ['a map', new Map([[1, 2]]), 'input'],
    ['an error', new Error('x'), 'input'],
    ['a key __proto__', JSON.parse('{"a":{"__proto__":1}}'), 'input.a.__proto__'],
    ['a key constructor.prototype', JSON.parse('{"constructor":{"prototype":1}}'), 'input.constructor'],
  ])('with %s is refused, and says where', (_, value, path) => {
    expect(() => checkPayload(value, 'input')).toThrow(PayloadError);
    try {
      checkPayload(value, 'input');
    } catch (error) {
      expect(error).toMatchObject({ code: 'BAD_PAYLOAD', path });
    }
  });

  it('has at most 64 levels, and no cycle', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(codeOf(nested(64))).toBe('ok');
    expect(codeOf(nested(65))).toBe('BAD_PAYLOAD');
    expect(codeOf(nested(5_000))).toBe('BAD_PAYLOAD');
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(codeOf(cycle)).toBe('BAD_PAYLOAD');
  });

  it('is measured in bytes of JSON, exactly', () => {
    for (const letter of ['a', 'é', '語', '🙂', '"', '\n', '\u001f']) {
      const bytes = Buffer.byteLength(JSON.stringify(letter.repeat(100)));
      expect(jsonBytes(letter.repeat(100))).toBe(bytes);
      expect(codeOf(letter.repeat(100), bytes)).toBe('ok');
      expect(codeOf(letter.repeat(100), bytes - 1)).toBe('PAYLOAD_TOO_LARGE');
    }
    expect(codeOf('x'.repeat(256 * 1024 - 2))).toBe('ok');
    expect(codeOf('x'.repeat(256 * 1024))).toBe('PAYLOAD_TOO_LARGE');
    expect(codeOf('x'.repeat(3 * 1024 * 1024), Infinity)).toBe('PAYLOAD_TOO_LARGE');
  });

  it('that repeats itself without end is refused soon', () => {
    let bomb: unknown = 'x';
    for (let i = 0; i < 40; i++) bomb = [bomb, bomb];
    const before = performance.now();
    expect(codeOf(bomb)).toBe('PAYLOAD_TOO_LARGE');
    expect(performance.now() - before).toBeLessThan(3_000);
  });

  it('leaves no prototype behind', () => {
    expect(codeOf(JSON.parse('{"__proto__":{"polluted":true}}'))).toBe('BAD_PAYLOAD');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('canonical JSON', () => {
  it('is the same text for equal values, and another for others', () => {
    const shuffled = (value: Json): Json => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return (value as readonly Json[]).map(shuffled);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, shuffled(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const value = JSON.parse(JSON.stringify(a)) as Json;
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
        const other = JSON.parse(JSON.stringify(b)) as Json;
        expect(sameJson(value, other)).toBe(
          JSON.stringify(value) === JSON.stringify(other) || canonicalJson(value) === canonicalJson(other),
        );
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { checkFormSchema, formFields, validateForm, type Json } from '../src/index.ts';

const schema = {
  type: 'object',
  required: ['reason', 'amount'],
  additionalProperties: false,
  properties: {
    reason: { type: 'string', minLength: 3, title: 'Why', description: 'For the audit.' },
    amount: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    code: { type: 'string', pattern: '^[A-Z]{2}-[0-9]+$' },
    level: { oneOf: [{ const: 1, title: 'Low' }, { const: 2 }] },
    tags: { type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true },
    note: { type: 'string', maxLength: 2_000 },
    due: { type: ['string', 'null'], format: 'date' },
    address: {
      type: 'object',
      required: ['zip'],
      properties: { zip: { type: 'string' }, 'a/b': { type: 'string' } },
    },
    lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
    ok: { type: 'boolean' },
    extra: {},
  },
};

const problems = (values: unknown, of: Json = schema) => {
  const result = validateForm(of, values);
  return result.ok ? [] : result.problems;
};

describe('values', () => {
  it('that fit are answered with defaults filled in', () => {
    expect(validateForm(schema, { reason: 'because' })).toEqual({
      ok: true,
      values: { reason: 'because', amount: 10 },
    });
  });

  it('that do not fit have a problem for each field, once', () => {
    const found = problems({ reason: 'x', amount: 0, code: 'x', level: 3, address: {}, nope: 1 });
    expect(found.map(({ path }) => path).sort()).toEqual(
      ['/address/zip', '/amount', '/code', '/level', '/nope', '/reason'].sort(),
    );
    expect(found.find(({ path }) => path === '/address/zip')?.message).toBe('This is needed.');
    expect(found.find(({ path }) => path === '/code')?.message).toContain('^[A-Z]{2}-[0-9]+$');
    expect(found.find(({ path }) => path === '/reason')?.message).toBe(
      'This has 1 characters; at least 3 are needed.',
    );
  });

  it('that are no JSON are refused', () => {
    for (const values of [NaN, () => 1, { a: 1n }, { a: '\0' }]) expect(problems(values)).toHaveLength(1);
    expect(problems(JSON.parse('{"__proto__": {"x": 1}, "reason": "abc"}'))).toHaveLength(1);
  });

  it('are taken as they are without a schema', () => {
    expect(validateForm(null, { a: 1 })).toEqual({ ok: true, values: { a: 1 } });
  });
});

describe('schemas', () => {
  it('match patterns in linear time, in whatever part of the schema they stand', () => {
    const evil = { anyOf: [{ pattern: '^(a+)+$' }, { type: 'number' }] };
    const started = performance.now();
    expect(problems(`${'a'.repeat(50_000)}!`, evil)).not.toHaveLength(0);
    expect(problems('aaa', evil)).toEqual([]);
    expect(problems(5, evil)).toEqual([]);
    expect(problems('aaa', { not: { pattern: '^a+$' } })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('may have fields named as keywords', () => {
    const named = { type: 'object', properties: { pattern: { type: 'string' }, format: { type: 'number' } } };
    expect(problems({ pattern: 'x', format: 1 }, named)).toEqual([]);
    expect(problems({ pattern: 1, format: 'x' }, named)).toHaveLength(2);
  });

  it('that could hang, loop or reach out are refused', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `d${at}`,
        { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
      ]),
    );
    const refused: Json[] = [
      { pattern: '(?=a)' },
      { pattern: '\\1' },
      { pattern: 5 },
      { patternProperties: { '(a+)+$': {} } },
      { $ref: 'http://example.com/schema' },
      { $ref: '#' },
      { $ref: '#/$defs/missing' },
      { $ref: '#/$defs/d0', $defs: { ...doubling, d30: {} } },
      { properties: { a: 'text' } },
      'text',
    ];
    for (const bad of refused) {
      expect(checkFormSchema(bad), JSON.stringify(bad).slice(0, 80)).not.toEqual([]);
      expect(validateForm(bad, {}).ok).toBe(false);
    }
    expect(checkFormSchema(schema)).toEqual([]);
  });

  it('may be recursive through properties', () => {
    const tree = {
      $ref: '#/$defs/t',
      $defs: { t: { type: 'object', properties: { next: { $ref: '#/$defs/t' } } } },
    };
    expect(checkFormSchema(tree)).toEqual([]);
    expect(problems({ next: { next: {} } }, tree)).toEqual([]);
    expect(problems({ next: { next: 5 } }, tree)).toHaveLength(1);
  });

  it('that compare all items with all others are limited to 1,000', () => {
    const values = Array.from({ length: 20_000 }, (_, at) => at);
    expect(problems(values, { uniqueItems: true })).toHaveLength(1);
  });
});

describe('fields', () => {
  it('have a kind, a title and their limits', () => {
    const fields = formFields(schema);
    expect(fields.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
      'reason:text',
      'amount:integer',
      'code:text',
      'level:choice',
      'tags:choices',
      'note:multiline',
      'due:date',
      'address:object',
      'lines:list',
      'ok:boolean',
      'extra:json',
    ]);
    const [reason, amount, , level, tags, , , address, lines] = fields;
    expect(reason).toMatchObject({
      title: 'Why',
      description: 'For the audit.',
      required: true,
      minLength: 3,
    });
    expect(amount).toMatchObject({ title: 'Amount', min: 1, max: 100, default: 10 });
    expect(level?.options).toEqual([
      { value: 1, label: 'Low' },
      { value: 2, label: '2' },
    ]);
    expect(tags?.options.map(({ value }) => value)).toEqual(['a', 'b']);
    expect(address?.fields.map(({ path }) => path)).toEqual(['/address/zip', '/address/a~1b']);
    expect(lines?.item?.fields.map(({ name }) => name)).toEqual(['sku']);
  });

  it('are none for a schema that is no object', () => {
    expect(formFields(true)).toEqual([]);
    expect(formFields({ type: 'string' })).toEqual([]);
  });
});

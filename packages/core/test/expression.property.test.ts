import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, evaluate, ExpressionError, renderTemplate, type Json } from '../src/index.ts';

/** JSON as the database can hold it. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((value) => !/[\0\p{Surrogate}]/u.test(value));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('json'),
      { maxKeys: 5, noNullPrototype: true },
    ),
  ),
}));

const words = [
  ...[
    'input',
    'nodes',
    'run',
    'x',
    'constructor',
    '__proto__',
    'true',
    'null',
    'has',
    'size',
    'string',
    'matches',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '.',
    ',',
    ':',
    '?',
    '+',
    '-',
    '*',
    '/',
    '%',
    '!',
    '&&',
    '||',
    '==',
    '<',
    'in',
  ],
  ...[
    '"a"',
    '"(a+)+$"',
    "'b'",
    '1',
    '2.5',
    '9223372036854775807',
    '1e308',
    '.map(x, x)',
    '.filter(x, true)',
    '[0]',
  ],
];
const source = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((parts) => parts.join(' ')),
);

describe('expressions', () => {
  it('answer the JSON that they are given', () => {
    fc.assert(
      fc.property(json, (value) => {
        const expected = JSON.parse(JSON.stringify(value)) as Json;
        expect(evaluate(compileExpression('input'), { input: expected })).toEqual(expected);
        expect(evaluate(compileExpression('parseJson(toJson(input)) == input'), { input: expected })).toBe(
          true,
        );
      }),
    );
  });

  it('answer JSON or an ExpressionError, whatever they are', () => {
    const scope = { input: { a: [1, 'x', { b: null }], n: 2.5 }, nodes: {}, run: { id: 'r' } };
    fc.assert(
      fc.property(source, (text) => {
        try {
          const value = evaluate(compileExpression(text), scope);
          expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('answer the same for the same data', () => {
    fc.assert(
      fc.property(source, json, (text, input) => {
        const once = () => {
          try {
            return JSON.stringify(evaluate(compileExpression(text), { input }));
          } catch (error) {
            return String(error);
          }
        };
        expect(once()).toBe(once());
      }),
    );
  });

  it('never read data as a template', () => {
    fc.assert(
      fc.property(text, (value) => {
        const evil = `{{ ${value} }}`;
        expect(renderTemplate('{{ input }}', { input: evil })).toBe(evil);
        expect(renderTemplate('a{{ input }}b', { input: evil })).toBe(`a${evil}b`);
      }),
    );
  });
});

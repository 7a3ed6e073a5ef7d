import { describe, expect, it } from 'vitest';
import {
  compileTemplate,
  ExpressionError,
  renderJson,
  renderTemplate,
  renderText,
  templateReferences,
} from '../src/index.ts';

const scope = {
  input: { name: 'Ana', n: 3, list: [1, { a: null }], evil: '{{ input.secret }}', none: null },
};

describe('templates', () => {
  it('a text that is exactly one part keeps the type of its value', () => {
    expect(renderTemplate('{{ input.n }}', scope)).toBe(3);
    expect(renderTemplate('  {{ input.list }}\n', scope)).toEqual([1, { a: null }]);
    expect(renderText('{{ input.n }}', scope)).toBe('3');
  });

  it('parts in a text become text; null is nothing', () => {
    expect(renderTemplate('Hi {{input.name}} ({{input.n + 1}})', scope)).toBe('Hi Ana (4)');
    expect(renderTemplate('{{ input.list }}-{{ input.none }}-', scope)).toBe('[1,{"a":null}]--');
    expect(renderTemplate('no parts { } }}', scope)).toBe('no parts { } }}');
  });

  it('a part ends at its own braces, not at those in strings and objects', () => {
    expect(renderTemplate('{{ {"a": {"b": 1}} }}', scope)).toEqual({ a: { b: 1 } });
    expect(renderTemplate('{{ "}}" }}', scope)).toBe('}}');
    expect(renderTemplate("{{ \"{{\" }} and {{ '\\'}}' }}", scope)).toBe("{{ and '}}");
  });

  it('87: a value that looks like a template stays a value', () => {
    expect(renderTemplate('{{ input.evil }}', scope)).toBe('{{ input.secret }}');
    expect(renderJson({ a: 'x {{ input.evil }}' }, scope)).toEqual({ a: 'x {{ input.secret }}' });
  });

  it('renders every string of a JSON, and keeps the rest', () => {
    const template = { n: '{{ input.n }}', deep: [{ t: 'Dear {{ input.name }}' }, 5, null, true] };
    expect(renderJson(template, scope)).toEqual({ n: 3, deep: [{ t: 'Dear Ana' }, 5, null, true] });
  });

  it('errors have the position in the whole text', () => {
    const fails = (text: string) => {
      try {
        compileTemplate(text);
      } catch (error) {
        if (error instanceof ExpressionError) return error.position;
      }
      return null;
    };
    expect(fails('abc {{ 1 + }}')).toBe(11);
    expect(fails('abc {{ 1')).toBe(4);
  });

  it('says which data it reads', () => {
    const template = compileTemplate('{{ input.a }} {{ nodes.b.output }}');
    expect(templateReferences(template).map(({ path }) => path.join('.'))).toEqual([
      'input.a',
      'nodes.b.output',
    ]);
  });

  it('all parts of one JSON share one budget', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    const many = Array.from({ length: 100 }, () => '{{ input.all(x, x >= 0) }}');
    expect(() => renderJson(many, { input: numbers })).toThrow('steps');
  });
});

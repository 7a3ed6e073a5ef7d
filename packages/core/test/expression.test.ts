import { describe, expect, it } from 'vitest';
import {
  compileExpression,
  evaluate,
  ExpressionError,
  referencesOf,
  type Json,
  type Scope,
} from '../src/index.ts';

const run = (source: string, scope: Scope = {}): Json => evaluate(compileExpression(source), scope);

function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}

describe('values', () => {
  it('JSON in is JSON out, integers included', () => {
    const data = { a: [1, 2.5, -0.1, 1e21, 'x', true, null, { deep: [] }], b: 9007199254740991 };
    expect(run('input', { input: data })).toEqual(data);
    expect(JSON.stringify(run('input', { input: data }))).toBe(JSON.stringify(data));
  });

  it('integers stay integers and mix with doubles', () => {
    expect(run('7 / 2')).toBe(3);
    expect(run('7 / 2.0')).toBe(3.5);
    expect(run('input.price * 2', { input: { price: 10 } })).toBe(20);
    expect(run('input.price * 2', { input: { price: 10.5 } })).toBe(21);
    expect(run('1 == 1.0 && 2 in [1, 2.0]')).toBe(true);
  });

  it('an integer that JSON cannot hold exactly is an error, not another number', () => {
    expect(errorOf(() => run('9007199254740993')).message).toContain('larger than JSON can hold exactly');
    expect(run('string(9007199254740993)')).toBe('9007199254740993');
    expect(errorOf(() => run('9223372036854775807 + 1')).message).toContain('overflows 64 bits');
    expect(errorOf(() => run('1 / 0')).message).toContain('division by zero');
    expect(errorOf(() => run('1.0 / 0.0')).message).toContain("which JSON can't hold");
  });

  it.each<[string, Json]>([
    ['"a" + "b"', 'ab'],
    ['[1] + [2]', [1, 2]],
    ['{"a": 1, b: [2]}', { a: 1, b: [2] }],
    ['input.n > 3 ? "many" : "few"', 'many'],
    ['size("añ😀") == 3 && [1, 2].size() == 2', true],
    ['"a😀b".substring(1, 2)', '😀'],
    ['"a😀b".indexOf("b")', 2],
    ['[3, 1, 2].sort()', [1, 2, 3]],
    ['[1, 2, 3].filter(x, x > 1).map(x, x * x)', [4, 9]],
    ['[1, 2, 3].map(x, x > 1, x * 10)', [20, 30]],
    ['[1, 2].all(x, x > 0) && [1, 2].exists_one(x, x == 2)', true],
    ['{"a": 1, "b": 2}.exists(k, k == "b")', true],
    ['cel.bind(x, input.n, x + x)', 10],
    ['"a,b".split(",").join("-")', 'a-b'],
    ['"a.b.c".replace(".", "")', 'abc'],
    ['[1, 2.5].sum()', 3.5],
    ['math.round(2.5) + math.greatest(1, 3)', 6],
    ['parseJson(toJson({"a": [1]})).a[0]', 1],
    ['string({"a": 1})', '{"a":1}'],
    ['int("42") + int(3.9)', 45],
    ['timestamp("2026-01-31T09:00:00+01:00") + duration("1h30m")', '2026-01-31T09:30:00.000Z'],
    ['(timestamp("2026-03-01") - timestamp("2026-02-01")).getHours()', 672],
    ['timestamp("2026-03-01").getDayOfYear()', 59],
    ['"release-1.2".matches("^release-[0-9.]+$")', true],
    ['"x" in {"x": 1}', true],
    ['[1, [2, {"a": 3}]] == [1, [2.0, {"a": 3}]]', true],
    ['1 == "1"', false],
  ])('%s', (source, value) => {
    expect(run(source, { input: { n: 5 } })).toEqual(value);
  });

  it('has() answers no where anything on the way is missing', () => {
    const scope = { nodes: { a: { output: { x: 1 } } } };
    expect(run('has(nodes.a.output.x)', scope)).toBe(true);
    expect(run('has(nodes.b.output.x)', scope)).toBe(false);
    expect(run('has(nodes.a.output.x.y.z)', scope)).toBe(false);
  });

  it('a deciding side of && and || wins over an error of the other', () => {
    expect(run('input.missing || true', { input: {} })).toBe(true);
    expect(run('input.missing && false', { input: {} })).toBe(false);
    expect(errorOf(() => run('input.missing || false', { input: {} })).message).toContain('"missing"');
  });
});

describe('errors', () => {
  it('name text, position and the data seen', () => {
    const scope = { input: { items: 'not a list' }, nodes: { a: { output: { total: 3 } } } };
    const error = errorOf(() => run('nodes.a.output.total + input.items', scope));
    expect(error.source).toBe('nodes.a.output.total + input.items');
    expect(error.position).toBe(0);
    expect(error.seen).toEqual({ 'nodes.a.output.total': '3', 'input.items': '"not a list"' });
    expect(error.describe()).toContain('"+" doesn\'t work on integer and text');
  });

  it('show at most a little of large data', () => {
    const error = errorOf(() => run('input.x', { input: { y: 'z'.repeat(100_000) } }));
    expect(error.describe().length).toBeLessThan(1_000);
  });

  it('of syntax have a position', () => {
    expect(errorOf(() => compileExpression('1 +')).position).toBe(3);
    expect(errorOf(() => compileExpression('a..b')).position).toBe(2);
    expect(errorOf(() => compileExpression('  ')).message).toContain('empty');
    expect(errorOf(() => compileExpression('foo(1)')).message).toContain('no function named foo');
    expect(errorOf(() => compileExpression('"a".substring()')).message).toContain('takes 1 to 2 arguments');
  });

  it('list the fields that there are', () => {
    expect(errorOf(() => run('input.nmae', { input: { name: 1 } })).message).toContain('known are name');
  });
});

describe('bad input', () => {
  it.each([
    '69: constructor.constructor("return process")()',
    '69: input.constructor',
    '69: "".constructor',
    '69: [].map(x, x).constructor',
    '69: input.toString()',
    '69: toString',
    '69: input["__proto__"]',
    '69: nodes.hasOwnProperty("a")',
    '71: `tagged${1}`',
    '71: input?.name',
    '71: input.a = 1',
    '72: this',
    '72: globalThis',
    '72: arguments.callee',
    '72: process.env',
  ])('%s reaches nothing', (line) => {
    expect(() => run(line.slice(4), { input: { a: 1 }, nodes: {} })).toThrow(ExpressionError);
  });

  it('73: a pattern that hangs backtracking engines takes linear time', () => {
    const started = performance.now();
    expect(run('input.matches("(a+)+$")', { input: `${'a'.repeat(30)}!` })).toBe(false);
    expect(run('input.matches("^(a|aa)+$")', { input: `${'a'.repeat(50_000)}!` })).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(errorOf(() => run('"a".matches("(?=a)")')).message).toContain('refused');
    expect(errorOf(() => run('"a".matches("a{1000}{1000}")')).message).toContain('refused');
    expect(errorOf(() => run('"a".matches("(a|b){500}(a|b){500}(a|b){500}")')).message).toContain(
      'too large',
    );
  });

  it('75, 76, 79: work and memory are bounded by counted steps', () => {
    expect(() => run('[1..9999999]')).toThrow(ExpressionError);
    const numbers = Array.from({ length: 2_000 }, (_, index) => index);
    const started = performance.now();
    const loop = 'input.all(a, input.all(b, input.all(c, a + b + c >= 0)))';
    expect(errorOf(() => run(loop, { input: numbers })).message).toContain('more than 1000000 steps');
    const doubling = `["xxxxxxxx"]${'.map(s, s + s)'.repeat(40)}`;
    expect(errorOf(() => run(doubling)).message).toContain('more than 1 MiB');
    const lists = `cel.bind(a, input, ${'cel.bind(a, a + a, '.repeat(40)}size(a)${')'.repeat(41)}`;
    expect(errorOf(() => run(lists, { input: numbers })).message).toContain('steps');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('the step budget cannot be swallowed by ||', () => {
    const numbers = Array.from({ length: 2_000 }, (_, index) => index);
    const loop = 'input.all(a, input.all(b, a + b >= 0)) || true';
    expect(errorOf(() => run(loop, { input: numbers })).message).toContain('steps');
  });

  it('77: nothing pads or repeats beyond the limit of a text', () => {
    const scope = { input: Array.from({ length: 5_000 }, () => '') };
    expect(errorOf(() => run(`input.join("${'x'.repeat(1_000)}")`, scope)).message).toContain('1 MiB');
  });

  it('80, 81: nesting and length are bounded', () => {
    const deep = [
      `${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
      '!'.repeat(20_000) + 'true',
      '-'.repeat(20_000) + '1',
      Array.from({ length: 20_000 }, () => '1').join('+'),
      `${'['.repeat(300)}${']'.repeat(300)}`,
      `a${'.b'.repeat(5_000)}`,
    ];
    for (const source of deep) expect(() => compileExpression(source)).toThrow(ExpressionError);
    expect(errorOf(() => compileExpression(`"${'x'.repeat(1_000_000)}"`)).message).toContain('65536');
    expect(run(Array.from({ length: 150 }, () => '1').join('+'))).toBe(150);
  });

  it('83: dates that do not exist are refused', () => {
    const bad = [
      '+275760-09-13T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-06-30T23:59:60Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01 10:00',
      'Sat, 01 Jan 2000',
    ];
    for (const text of bad) expect(() => run(`timestamp("${text}")`)).toThrow(ExpressionError);
    expect(() => run('timestamp(999999999999)')).toThrow(ExpressionError);
    expect(run('timestamp("0001-01-01T00:00:00Z").getFullYear()')).toBe(1);
  });

  it('84: functions, promises, class instances and getters of the host stay outside', () => {
    const getter = Object.defineProperty({}, 'x', { get: () => 'ran', enumerable: true });
    const hosts: unknown[] = [() => 1, Promise.resolve(1), new Date(0), Symbol('x'), 1n, new Map(), NaN];
    for (const host of hosts) expect(() => run('input', { input: host as Json })).toThrow(ExpressionError);
    expect(() => run('input.x', { input: getter as Json })).toThrow(ExpressionError);
    expect(run('{"then": input}', { input: 'x' })).toEqual({ then: 'x' });
  });

  it('85: no result has a key named __proto__', () => {
    const polluted = JSON.parse('{"__proto__": {"admin": true}}') as Json;
    expect(() => run('input', { input: polluted })).toThrow('__proto__');
    expect(() => run('{"__proto__": {"admin": true}}')).toThrow('__proto__');
    expect(() => run('parseJson("{\\"__proto__\\": 1}")')).toThrow('__proto__');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each(['now()', 'random()', 'uuid()', 'env("HOME")', 'math.random()'])(
    '88: %s is refused when it is compiled',
    (source) => {
      expect(errorOf(() => compileExpression(source)).message).toContain('another answer on each call');
    },
  );

  it('a result above 256 KiB, with NUL or half a character is refused', () => {
    expect(() => run('input', { input: 'x'.repeat(300_000) })).toThrow('256 KiB');
    expect(() => run('input', { input: 'é'.repeat(150_000) })).toThrow('256 KiB');
    expect(() => run('input', { input: Array.from({ length: 70_000 }, () => 1) })).toThrow('256 KiB');
    expect(() => run('"a\\u0000"')).toThrow('NUL');
    expect(() => run('input', { input: '\ud800' })).toThrow('half a character');
  });

  it('the scope is not changed', () => {
    const input = Object.freeze({ list: Object.freeze([3, 1, 2]) });
    expect(run('input.list.sort() + input.list.reverse()', { input })).toEqual([1, 2, 3, 2, 1, 3]);
  });
});

describe('references', () => {
  it('are the names and fields that are read, locals left out', () => {
    const compiled = compileExpression(
      'has(input.a) && nodes["b"].output.c[0].d > 1 && run.id.matches("x") && [1].all(i, i > input.limit)',
    );
    expect(referencesOf(compiled).map(({ path, optional }) => [path.join('.'), optional])).toEqual([
      ['input.a', true],
      ['nodes.b.output.c', false],
      ['run.id', false],
      ['input.limit', false],
    ]);
  });
});

// The list of scenarios and the tests belong together.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { readScenarios, scenariosOf } from './support/scenarios.ts';

const numbers = readScenarios().map(({ number }) => number);
const names = testFiles().flatMap((file) => testNames(file));

test('the list has each number once, in order', () => {
  expect(numbers.length).toBeGreaterThan(80);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('each number in the name of a test is one of the list', () => {
  const strays = names.filter((name) => {
    const isNumbered = /^c ?-?\d/i.test(name);
    const named = scenariosOf(name);
    return isNumbered && (named.length === 0 || !named.every((number) => numbers.includes(number)));
  });
  expect(strays).toEqual([]);
});

test('each scenario of the list has a test', () => {
  const tested = new Set(names.flatMap(scenariosOf));
  expect(numbers.filter((number) => !tested.has(number))).toEqual([]);
});

/** Those of the folders are about other things: old histories. */
function testFiles(): readonly string[] {
  const self = path.basename(import.meta.filename);
  return fs
    .readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts') && file !== self)
    .map((file) => path.join(import.meta.dirname, file));
}

/** The names in `test(…)`, `it(…)` and `test.each(…)(…)`. */
function testNames(file: string): readonly string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [name] = node.arguments;
      if (name !== undefined && !ts.isArrayLiteralExpression(name)) found.push(textOf(name));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTest(called: ts.Node): boolean {
  if (ts.isIdentifier(called)) return called.text === 'test' || called.text === 'it';
  if (ts.isPropertyAccessExpression(called) && called.name.text !== 'each') return isTest(called.expression);
  // `test.each(table)(name, …)`: the table's call is the one that makes the test.
  return (
    ts.isCallExpression(called) &&
    ts.isPropertyAccessExpression(called.expression) &&
    isTest(called.expression.expression)
  );
}

function textOf(name: ts.Expression): string {
  if (ts.isStringLiteralLike(name)) return name.text;
  return ts.isTemplateExpression(name) ? name.head.text : '';
}

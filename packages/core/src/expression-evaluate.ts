// Runs a tree. Every node costs a step, recursion is bounded by the depth that parsing allows, and macros loop
// over lists that exist: so every evaluation ends.
import { wrongType } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import { callFunction } from './expression-functions.ts';
import { binaryOperators, inIntRange } from './expression-operators.ts';
import type { Expr, ExprKind, ExprOf, MacroName } from './expression-tree.ts';
import {
  Duration,
  elements,
  isList,
  isMap,
  mapOf,
  typeName,
  type CelMap,
  type CelValue,
} from './expression-values.ts';

/** What names mean: the locals of macros around, then the scope. */
export interface Frame {
  readonly scope: CelMap;
  readonly locals: Locals | null;
  readonly meter: Meter;
}

interface Locals {
  readonly name: string;
  readonly value: CelValue;
  readonly outer: Locals | null;
}

/** @throws {ExpressionFault} */
export function run(expr: Expr, frame: Frame): CelValue {
  try {
    frame.meter.spend(1);
    const evaluator = evaluators[expr.kind] as (expr: Expr, frame: Frame) => CelValue;
    return evaluator(expr, frame);
  } catch (error) {
    if (error instanceof ExpressionFault) error.at ??= expr.at;
    throw error;
  }
}

const evaluators: { readonly [K in ExprKind]: (expr: ExprOf<K>, frame: Frame) => CelValue } = {
  literal: (expr) => expr.value,
  name: (expr, frame) => lookUp(expr.name, frame),
  field: (expr, frame) => field(run(expr.of, frame), expr.name),
  index: (expr, frame) => index(run(expr.of, frame), run(expr.by, frame)),
  has,
  list: (expr, frame) => expr.items.map((item) => run(item, frame)),
  map: newMap,
  not: (expr, frame) => !asBoolean(run(expr.of, frame)),
  negate: (expr, frame) => negate(run(expr.of, frame)),
  and: (expr, frame) => decide(expr, frame, false),
  or: (expr, frame) => decide(expr, frame, true),
  choose: (expr, frame) => run(asBoolean(run(expr.when, frame)) ? expr.then : expr.otherwise, frame),
  binary: (expr, frame) =>
    binaryOperators[expr.operator](run(expr.left, frame), run(expr.right, frame), frame.meter),
  call: (expr, frame) =>
    callFunction(
      expr.name,
      expr.args.map((arg) => run(arg, frame)),
      frame.meter,
    ),
  macro,
  bind: (expr, frame) => run(expr.body, withLocal(frame, expr.variable, run(expr.value, frame))),
};

function withLocal(frame: Frame, name: string, value: CelValue): Frame {
  return { ...frame, locals: { name, value, outer: frame.locals } };
}

function lookUp(name: string, frame: Frame): CelValue {
  for (let local = frame.locals; local !== null; local = local.outer) {
    if (local.name === name) return local.value;
  }
  const value = frame.scope.get(name);
  if (value !== undefined) return value;
  throw new ExpressionFault(`there is nothing named "${name}"; known are ${some(frame.scope.keys())}`);
}

function field(value: CelValue, name: string): CelValue {
  if (!isMap(value)) throw new ExpressionFault(`${typeName(value)} has no field "${name}"`);
  const found = value.get(name);
  if (found !== undefined) return found;
  throw new ExpressionFault(`there is no field "${name}"; known are ${some(value.keys())}`);
}

function some(keys: readonly string[]): string {
  if (keys.length === 0) return 'none';
  const shown = keys.slice(0, 8).map((key) => key.slice(0, 40));
  return shown.join(', ') + (keys.length > shown.length ? ', …' : '');
}

function index(value: CelValue, by: CelValue): CelValue {
  if (isMap(value)) {
    if (typeof by !== 'string') throw wrongType('text as the key', by);
    return field(value, by);
  }
  if (!isList(value)) throw wrongType('a list or an object before "["', value);
  const position = asPosition(by);
  if (position < 0 || position >= value.length) {
    throw new ExpressionFault(`there is no element ${position} in a list of ${value.length}`);
  }
  return 'isList' in value ? value.at(position) : (value[position] ?? null);
}

/** JSON knows no integers: an index that was divided or read may be the double 2.0. */
function asPosition(value: CelValue): number {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongType('an integer as the index', value);
}

/** Other than in CEL, a field missing on the way is an answer (no), not an error: nodes that were skipped have no output. */
function has(expr: ExprOf<'has'>, frame: Frame): CelValue {
  const holder = expr.of;
  if (holder.kind === 'field' && !isTrue(has({ ...holder, kind: 'has' }, frame))) return false;
  const value = run(holder, frame);
  return isMap(value) && value.get(expr.name) !== undefined;
}

const isTrue = (value: CelValue) => value === true;

function newMap(expr: ExprOf<'map'>, frame: Frame): CelValue {
  const entries = new Map<string, CelValue>();
  for (const [keyExpr, valueExpr] of expr.entries) {
    const key = run(keyExpr, frame);
    if (typeof key !== 'string') throw wrongType('text as the key', key);
    if (entries.has(key)) throw new ExpressionFault(`the key "${key.slice(0, 60)}" occurs twice`, keyExpr.at);
    entries.set(key, run(valueExpr, frame));
  }
  return mapOf(entries);
}

function negate(value: CelValue): CelValue {
  if (typeof value === 'bigint') return inIntRange(-value);
  if (typeof value === 'number') return -value;
  if (value instanceof Duration) return new Duration(-value.ms);
  throw wrongType('a number after "-"', value);
}

function asBoolean(value: CelValue): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongType('true or false', value);
}

/** `&&` and `||` as CEL has them: a side that decides wins over an error of the other side. */
function decide(expr: ExprOf<'and' | 'or'>, frame: Frame, deciding: boolean): boolean {
  let fault: ExpressionFault;
  try {
    return asBoolean(run(expr.left, frame)) === deciding ? deciding : asBoolean(run(expr.right, frame));
  } catch (error) {
    if (!(error instanceof ExpressionFault) || error.final) throw error;
    fault = error;
  }
  if (asBoolean(run(expr.right, frame)) === deciding) return deciding;
  throw fault;
}

type Macro = (items: readonly CelValue[], test: (item: CelValue) => boolean) => CelValue;

const tests: Readonly<Record<Exclude<MacroName, 'map'>, Macro>> = {
  all: (items, test) => items.every(test),
  exists: (items, test) => items.some(test),
  exists_one: (items, test) => items.filter(test).length === 1,
  filter: (items, test) => items.filter(test),
};

/** Over a list, or over the keys of an object. */
function macro(expr: ExprOf<'macro'>, frame: Frame): CelValue {
  const over = run(expr.over, frame);
  const items = isMap(over) ? over.keys() : listItems(over, frame.meter);
  const on = (body: Expr) => (item: CelValue) => run(body, withLocal(frame, expr.variable, item));
  const test = (body: Expr) => (item: CelValue) => asBoolean(on(body)(item));
  if (expr.macro !== 'map') return tests[expr.macro](items, test(expr.body));
  const kept = expr.filter === null ? items : items.filter(test(expr.filter));
  return kept.map(on(expr.body));
}

function listItems(value: CelValue, meter: Meter): readonly CelValue[] {
  if (isList(value)) return elements(value, meter);
  throw wrongType('a list or an object', value);
}

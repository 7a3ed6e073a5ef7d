// Operators. As in CEL, integers stay integers (64 bits, overflow is an error, 7 / 2 is 3) and values of different
// types are unequal. Other than in CEL, integers and doubles mix, since JSON doesn't tell `10` from `10.0`.
import { madeText, wrongType } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import type { BinaryOperator } from './expression-tree.ts';
import {
  Duration,
  elements,
  isList,
  isMap,
  Timestamp,
  typeName,
  type CelList,
  type CelMap,
  type CelValue,
} from './expression-values.ts';

type Operator = (left: CelValue, right: CelValue, meter: Meter) => CelValue;

export const binaryOperators: Readonly<Record<BinaryOperator, Operator>> = {
  '==': equalValues,
  '!=': (left, right, meter) => !equalValues(left, right, meter),
  '<': (left, right, meter) => compareValues(left, right, meter) < 0,
  '<=': (left, right, meter) => compareValues(left, right, meter) <= 0,
  '>': (left, right, meter) => compareValues(left, right, meter) > 0,
  '>=': (left, right, meter) => compareValues(left, right, meter) >= 0,
  '+': add,
  '-': subtract,
  '*': (left, right) => arithmetic('*', left, right),
  '/': (left, right) => arithmetic('/', left, right),
  '%': (left, right) => arithmetic('%', left, right),
  in: contains,
};

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

export function inIntRange(value: bigint): bigint {
  if (value >= MIN_INT && value <= MAX_INT) return value;
  throw new ExpressionFault('the integer overflows 64 bits');
}

const onIntegers = {
  '+': (a: bigint, b: bigint) => a + b,
  '-': (a: bigint, b: bigint) => a - b,
  '*': (a: bigint, b: bigint) => a * b,
  '/': (a: bigint, b: bigint) => a / divisor(b),
  '%': (a: bigint, b: bigint) => a % divisor(b),
};
const onDoubles = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
};

function divisor(value: bigint): bigint {
  if (value === 0n) throw new ExpressionFault('division by zero');
  return value;
}

function arithmetic(operator: keyof typeof onIntegers, left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return inIntRange(onIntegers[operator](left, right));
  }
  if (isNumber(left) && isNumber(right)) return onDoubles[operator](Number(left), Number(right));
  throw undefinedFor(operator, left, right);
}

export function isNumber(value: CelValue): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function undefinedFor(operator: string, left: CelValue, right: CelValue): ExpressionFault {
  const hint =
    typeof left === 'string' || typeof right === 'string' ? '; string(…) makes text of a value' : '';
  return new ExpressionFault(`"${operator}" doesn't work on ${typeName(left)} and ${typeName(right)}${hint}`);
}

export function addNumbers(left: CelValue, right: CelValue): CelValue {
  return arithmetic('+', left, right);
}

function add(left: CelValue, right: CelValue, meter: Meter): CelValue {
  if (typeof left === 'string' && typeof right === 'string') return madeText(left + right, meter);
  if (isList(left) && isList(right)) return [...elements(left, meter), ...elements(right, meter)];
  if (left instanceof Duration) return addToDuration(left, right);
  if (left instanceof Timestamp && right instanceof Duration) return addToDuration(right, left);
  return arithmetic('+', left, right);
}

function addToDuration(left: Duration, right: CelValue): CelValue {
  if (right instanceof Timestamp) return new Timestamp(left.ms + right.ms);
  if (right instanceof Duration) return new Duration(left.ms + right.ms);
  throw undefinedFor('+', left, right);
}

function subtract(left: CelValue, right: CelValue): CelValue {
  if (left instanceof Timestamp && right instanceof Duration) return new Timestamp(left.ms - right.ms);
  if (left instanceof Timestamp && right instanceof Timestamp) return new Duration(left.ms - right.ms);
  if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms - right.ms);
  return arithmetic('-', left, right);
}

function contains(left: CelValue, right: CelValue, meter: Meter): boolean {
  if (isList(right)) return elements(right, meter).some((item) => equalValues(left, item, meter));
  if (isMap(right)) return typeof left === 'string' && right.get(left) !== undefined;
  throw wrongType('a list or an object after "in"', right);
}

/** Negative, 0 or positive. @throws {ExpressionFault} for values that have no order. */
export function compareValues(left: CelValue, right: CelValue, meter: Meter): number {
  meter.spend(1);
  const [a, b] = [comparable(left), comparable(right)];
  if (a === null || b === null || kindOf(left) !== kindOf(right)) {
    throw new ExpressionFault(`${typeName(left)} and ${typeName(right)} have no order`);
  }
  if (typeof a === 'string') meter.spend(a.length >> 5);
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

export function equalValues(left: CelValue, right: CelValue, meter: Meter): boolean {
  meter.spend(1);
  if (isList(left)) return isList(right) && equalLists(left, right, meter);
  if (isMap(left)) return isMap(right) && equalMaps(left, right, meter);
  if (kindOf(left) !== kindOf(right)) return false;
  const [a, b] = [comparable(left), comparable(right)];
  if (typeof a === 'string') meter.spend(a.length >> 5);
  // `==` compares an integer with a double by value, which is what is wanted; the kinds are the same.
  return a == b;
}

/** Integers and doubles are one kind. */
function kindOf(value: CelValue): string {
  return isNumber(value) ? 'number' : typeName(value);
}

/** What JavaScript can order, or null. */
function comparable(value: CelValue): bigint | number | string | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' || isNumber(value)) return value;
  return value instanceof Timestamp || value instanceof Duration ? value.ms : null;
}

function equalLists(left: CelList, right: CelList, meter: Meter): boolean {
  if (left.length !== right.length) return false;
  const others = elements(right, meter);
  return elements(left, meter).every((item, index) => equalValues(item, others[index] ?? null, meter));
}

function equalMaps(left: CelMap, right: CelMap, meter: Meter): boolean {
  const keys = left.keys();
  if (keys.length !== right.keys().length) return false;
  return keys.every((key) => {
    const other = right.get(key);
    return other !== undefined && equalValues(left.get(key) ?? null, other, meter);
  });
}

// Functions on lists and objects, and those on any value.
import { asIndex, asList, madeText, wrongType, type CelFunction } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import { addNumbers, compareValues, equalValues } from './expression-operators.ts';
import { elements, fromHost, isList, isMap, toHost, type CelValue } from './expression-values.ts';

const size: CelFunction = {
  arity: [1, 1],
  run([value], meter) {
    if (typeof value === 'string') {
      meter.spend(value.length);
      return BigInt(Array.from(value).length);
    }
    if (value !== undefined && isList(value)) return BigInt(value.length);
    if (value !== undefined && isMap(value)) return BigInt(value.keys().length);
    throw wrongType('text, a list or an object', value);
  },
};

/** A method on the elements of a list. */
const onList = (
  most: number,
  run: (items: readonly CelValue[], meter: Meter, args: readonly CelValue[]) => CelValue,
): CelFunction => ({
  arity: [most === 2 ? 3 : 1, 1 + most],
  run: ([list, ...args], meter) => run(elements(asList(list), meter), meter, args),
});

export const listFunctions: Readonly<Record<string, CelFunction>> = {
  size,
  '.size': size,
  dyn: { arity: [1, 1], run: ([value]) => value ?? null },
  '.sum': onList(0, (items) => items.reduce<CelValue>((sum, item) => addNumbers(sum, item), 0n)),
  '.sort': onList(0, sort),
  '.distinct': onList(0, distinct),
  '.reverse': onList(0, (items) => [...items].reverse()),
  '.slice': onList(2, slice),
  '.flatten': onList(0, (items, meter) =>
    items.flatMap((item) => (isList(item) ? elements(item, meter) : [item])),
  ),
  '.keys': {
    arity: [1, 1],
    run: ([map], meter) => {
      const keys = asMap(map).keys();
      meter.spend(keys.length);
      return keys;
    },
  },
  '.values': {
    arity: [1, 1],
    run: ([value], meter) => {
      const map = asMap(value);
      const keys = map.keys();
      meter.spend(keys.length);
      return keys.map((key) => map.get(key) ?? null);
    },
  },
  toJson: {
    arity: [1, 1],
    run: ([value], meter) => madeText(JSON.stringify(toHost(value ?? null, meter)), meter),
  },
  parseJson: { arity: [1, 1], run: parseJson },
};

function asMap(value: CelValue | undefined) {
  if (value !== undefined && isMap(value)) return value;
  throw wrongType('an object', value);
}

function sort(items: readonly CelValue[], meter: Meter): CelValue {
  return [...items].sort((a, b) => compareValues(a, b, meter));
}

function distinct(items: readonly CelValue[], meter: Meter): CelValue {
  const kept: CelValue[] = [];
  for (const item of items) {
    if (!kept.some((other) => equalValues(item, other, meter))) kept.push(item);
  }
  return kept;
}

function slice(items: readonly CelValue[], _meter: Meter, [from, to]: readonly CelValue[]): CelValue {
  const [start, end] = [asIndex(from), asIndex(to)];
  if (start >= 0 && start <= end && end <= items.length) return items.slice(start, end);
  throw new ExpressionFault(`the range ${start} to ${end} is not inside 0 to ${items.length}`);
}

function parseJson([value]: readonly CelValue[], meter: Meter): CelValue {
  if (typeof value !== 'string') throw wrongType('text', value);
  meter.spend(value.length >> 2);
  try {
    return fromHost(JSON.parse(value));
  } catch {
    throw new ExpressionFault('the text is not JSON');
  }
}

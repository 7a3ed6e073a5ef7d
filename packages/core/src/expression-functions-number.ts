// Numbers and conversions.
import { asNumber, madeText, readText, wrongType, type CelFunction } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import { inIntRange } from './expression-operators.ts';
import { Duration, Timestamp, toHost, type CelValue } from './expression-values.ts';

/** A function from a number to a number of the same kind. */
const rounding = (run: (value: number) => number): CelFunction => ({
  arity: [1, 1],
  run([value]) {
    const number = asNumber(value);
    return typeof number === 'bigint' ? number : toInt(run(number));
  },
});

const extreme = (better: (a: bigint | number, b: bigint | number) => boolean): CelFunction => ({
  arity: [1, 32],
  run(args) {
    return args.map(asNumber).reduce((best, next) => (better(next, best) ? next : best));
  },
});

export const numberFunctions: Readonly<Record<string, CelFunction>> = {
  int: { arity: [1, 1], run: int },
  double: { arity: [1, 1], run: double },
  string: { arity: [1, 1], run: string },
  bool: { arity: [1, 1], run: bool },
  'math.greatest': extreme((a, b) => a > b),
  'math.least': extreme((a, b) => a < b),
  'math.floor': rounding(Math.floor),
  'math.ceil': rounding(Math.ceil),
  'math.round': rounding((value) => Math.sign(value) * Math.round(Math.abs(value))),
  'math.trunc': rounding(Math.trunc),
  'math.abs': {
    arity: [1, 1],
    run([value]) {
      const number = asNumber(value);
      return typeof number === 'bigint' ? inIntRange(number < 0n ? -number : number) : Math.abs(number);
    },
  },
};

function toInt(value: number): bigint {
  if (!Number.isFinite(value)) throw new ExpressionFault(`${value} is no integer`);
  return inIntRange(BigInt(Math.trunc(value)));
}

function int([value]: readonly CelValue[]): CelValue {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return toInt(value);
  if (value instanceof Timestamp) return BigInt(Math.floor(value.ms / 1000));
  if (typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value))
    return inIntRange(BigInt(value.replace('+', '')));
  throw conversion(value, 'an integer');
}

function double([value]: readonly CelValue[]): CelValue {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.slice(0, 400))) {
    return Number(value);
  }
  throw conversion(value, 'a number');
}

function bool([value]: readonly CelValue[]): CelValue {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw conversion(value, 'a boolean');
}

function string([value]: readonly CelValue[], meter: Meter): CelValue {
  if (typeof value === 'string') return readText(value, meter);
  if (value instanceof Timestamp || value instanceof Duration) return toHost(value, meter) as string;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  if (value === null) return 'null';
  return madeText(JSON.stringify(toHost(value ?? null, meter)), meter);
}

function conversion(value: CelValue | undefined, wanted: string): ExpressionFault {
  if (typeof value !== 'string') return wrongType(wanted, value);
  return new ExpressionFault(`${JSON.stringify(value.slice(0, 60))} is not ${wanted}`);
}

// What functions of expressions have in common: their type and the checks of their arguments.
import { ExpressionFault, MAX_TEXT_LENGTH, type Meter } from './expression-error.ts';
import { isList, typeName, type CelList, type CelValue } from './expression-values.ts';

/** A function: how many arguments (a method's receiver counts), and what it does. */
export interface CelFunction {
  readonly arity: readonly [least: number, most: number];
  readonly run: (args: readonly CelValue[], meter: Meter) => CelValue;
}

/** A fault that says what was wanted and what was found. */
export function wrongType(wanted: string, found: CelValue | undefined): ExpressionFault {
  return new ExpressionFault(
    `expected ${wanted}, found ${found === undefined ? 'nothing' : typeName(found)}`,
  );
}

export function asText(value: CelValue | undefined): string {
  if (typeof value === 'string') return value;
  throw wrongType('text', value);
}

export function asList(value: CelValue | undefined): CelList {
  if (value !== undefined && isList(value)) return value;
  throw wrongType('a list', value);
}

export function asNumber(value: CelValue | undefined): bigint | number {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  throw wrongType('a number', value);
}

/** An integer that is used as a count or position. */
export function asIndex(value: CelValue | undefined): number {
  if (typeof value === 'bigint') return Number(value);
  throw wrongType('an integer', value);
}

/** A text that was made: charged for and bounded. */
export function madeText(text: string, meter: Meter): string {
  if (text.length > MAX_TEXT_LENGTH) throw new ExpressionFault('it makes a text of more than 1 MiB');
  meter.spend(1 + (text.length >> 5));
  return text;
}

/** Reading a text costs, too. */
export function readText(value: CelValue | undefined, meter: Meter): string {
  const text = asText(value);
  meter.spend(text.length >> 5);
  return text;
}

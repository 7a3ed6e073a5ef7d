// Functions on text. Positions count characters (code points), so that no function cuts an emoji in half.
import { asIndex, asList, asText, madeText, readText, type CelFunction } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import { matchesPattern } from './expression-pattern.ts';
import { elements, type CelValue } from './expression-values.ts';

type Args = readonly CelValue[];

/** A method on two texts. */
const ofTwo = (run: (text: string, other: string) => boolean): CelFunction => ({
  arity: [2, 2],
  run: ([text, other], meter) => run(readText(text, meter), readText(other, meter)),
});
/** A method that makes a text from a text. */
const remade = (run: (text: string) => string): CelFunction => ({
  arity: [1, 1],
  run: ([text], meter) => madeText(run(readText(text, meter)), meter),
});

const matches: CelFunction = {
  arity: [2, 2],
  run: ([text, pattern], meter) => matchesPattern(asText(pattern), asText(text), meter),
};

export const textFunctions: Readonly<Record<string, CelFunction>> = {
  matches,
  '.matches': matches,
  '.startsWith': ofTwo((text, other) => text.startsWith(other)),
  '.endsWith': ofTwo((text, other) => text.endsWith(other)),
  '.contains': ofTwo((text, other) => text.includes(other)),
  '.lowerAscii': remade((text) => text.replace(/[A-Z]+/g, (part) => part.toLowerCase())),
  '.upperAscii': remade((text) => text.replace(/[a-z]+/g, (part) => part.toUpperCase())),
  '.trim': remade((text) => text.trim()),
  '.indexOf': { arity: [2, 3], run: indexOf },
  '.lastIndexOf': { arity: [2, 2], run: lastIndexOf },
  '.charAt': { arity: [2, 2], run: charAt },
  '.substring': { arity: [2, 3], run: substring },
  '.replace': { arity: [3, 3], run: replace },
  '.split': { arity: [2, 2], run: split },
  '.join': { arity: [1, 2], run: join },
};

function characters(value: CelValue | undefined, meter: Meter): readonly string[] {
  const text = asText(value);
  meter.spend(text.length);
  return Array.from(text);
}

/** The position in characters of a position in UTF-16 units. */
function inCharacters(text: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(Array.from(text.slice(0, unit)).length);
}

function indexOf([value, other, from]: Args, meter: Meter): CelValue {
  const all = characters(value, meter);
  const start = from === undefined ? 0 : inRange(asIndex(from), all.length);
  const rest = all.slice(start).join('');
  const found = inCharacters(rest, rest.indexOf(asText(other)));
  return found < 0n ? -1n : found + BigInt(start);
}

function lastIndexOf([value, other]: Args, meter: Meter): CelValue {
  const text = readText(value, meter);
  meter.spend(text.length);
  return inCharacters(text, text.lastIndexOf(asText(other)));
}

function charAt([value, position]: Args, meter: Meter): CelValue {
  const all = characters(value, meter);
  return all[inRange(asIndex(position), all.length)] ?? '';
}

function substring([value, from, to]: Args, meter: Meter): CelValue {
  const all = characters(value, meter);
  const start = inRange(asIndex(from), all.length);
  const end = to === undefined ? all.length : inRange(asIndex(to), all.length);
  if (end < start) throw new ExpressionFault(`the range ${start} to ${end} runs backwards`);
  return all.slice(start, end).join('');
}

function inRange(position: number, length: number): number {
  if (position >= 0 && position <= length) return position;
  throw new ExpressionFault(`position ${position} is outside of 0 to ${length}`);
}

function replace([value, from, to]: Args, meter: Meter): CelValue {
  const parts = split([value ?? null, from ?? null], meter) as readonly string[];
  return join([parts, to ?? null], meter);
}

function split([value, by]: Args, meter: Meter): CelValue {
  const text = readText(value, meter);
  const separator = asText(by);
  const parts = separator === '' ? characters(text, meter) : text.split(separator);
  meter.spend(parts.length);
  return parts;
}

function join([value, by]: Args, meter: Meter): CelValue {
  const parts = elements(asList(value), meter).map(asText);
  const separator = by === undefined ? '' : asText(by);
  // Counted before it is made: a million parts joined by a long text would fill the memory.
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  return madeText(length > 2 ** 21 ? tooLong() : parts.join(separator), meter);
}

function tooLong(): never {
  throw new ExpressionFault('it makes a text of more than 1 MiB');
}

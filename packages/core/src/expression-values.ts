// The values expressions work on. JSON comes in through `fromHost` and goes out through `toHost`; nothing else of the
// host can be reached: objects are seen through `CelMap`, which reads own data properties only, and there are no functions.
//
// Numbers: an integer of JSON is an `int` (bigint), any other a `double` (number). Wrapping is lazy, so that
// an expression pays for the data it touches and not for the outputs of two thousand nodes.
import { ExpressionFault, MAX_RESULT_BYTES, type Meter } from './expression-error.ts';
import type { Json } from './json.ts';

const MAX_RESULT_DEPTH = 64;

/** A moment, in milliseconds since 1970. */
export class Timestamp {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A length of time, in milliseconds. */
export class Duration {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

export type CelValue =
  null | boolean | bigint | number | string | Timestamp | Duration | CelMap | readonly CelValue[] | HostList;

/** Text keys to values; from a literal, or a look at a JSON object. */
export interface CelMap {
  readonly isMap: true;
  get(key: string): CelValue | undefined;
  keys(): readonly string[];
}

/** A look at a JSON array. */
export interface HostList {
  readonly isList: true;
  readonly length: number;
  at(index: number): CelValue;
}

export type CelList = readonly CelValue[] | HostList;

export function isList(value: CelValue): value is CelList {
  return Array.isArray(value) || (value !== null && typeof value === 'object' && 'isList' in value);
}

export function isMap(value: CelValue): value is CelMap {
  return value !== null && typeof value === 'object' && 'isMap' in value;
}

/** The elements of a list, charged for. */
export function elements(list: CelList, meter: Meter): readonly CelValue[] {
  meter.spend(list.length);
  if (!('isList' in list)) return list;
  return Array.from({ length: list.length }, (_, index) => list.at(index));
}

export function mapOf(entries: ReadonlyMap<string, CelValue>): CelMap {
  return { isMap: true, get: (key) => entries.get(key), keys: () => [...entries.keys()] };
}

/** A JSON value as expressions see it. @throws {ExpressionFault} for what isn't JSON. */
export function fromHost(value: unknown): CelValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isSafeInteger(value)) return BigInt(value);
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return new HostArray(value);
      if (isPlain(value)) return new HostMap(value);
      break;
    default:
  }
  throw new ExpressionFault(`the data holds a ${typeof value} that is not JSON`);
}

/** No class: the prototype is null, or an Object.prototype (of any realm), which alone has none itself. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Own data properties only: a getter would be code, an inherited name (`constructor`) a door to the host. */
class HostMap implements CelMap {
  readonly isMap = true;
  private readonly source: object;

  constructor(source: object) {
    this.source = source;
  }

  get(key: string): CelValue | undefined {
    const property = Object.getOwnPropertyDescriptor(this.source, key);
    if (property === undefined) return undefined;
    if (!('value' in property)) throw new ExpressionFault(`"${key}" is computed by the host`);
    return property.value === undefined ? undefined : fromHost(property.value);
  }

  keys(): readonly string[] {
    return Object.keys(this.source);
  }
}

class HostArray implements HostList {
  readonly isList = true;
  readonly length: number;
  private readonly source: readonly unknown[];

  constructor(source: readonly unknown[]) {
    this.source = source;
    this.length = source.length;
  }

  at(index: number): CelValue {
    return fromHost(this.source[index]);
  }
}

/**
 * The JSON of a result.
 * @throws {ExpressionFault} for what JSON can't hold: an integer beyond ±(2^53−1), NaN, more than 256 KiB.
 */
export function toHost(value: CelValue, meter: Meter): Json {
  const room = { left: MAX_RESULT_BYTES };
  return copyOut(value, { meter, room, depth: 0 });
}

interface Out {
  readonly meter: Meter;
  readonly room: { left: number };
  readonly depth: number;
}

function copyOut(value: CelValue, out: Out): Json {
  out.meter.spend(1);
  if (value === null || typeof value === 'boolean') return take(value, 4, out);
  if (typeof value === 'string') {
    out.meter.spend(value.length >> 5);
    return take(value, textBytes(value), out);
  }
  if (typeof value === 'bigint') return take(safeInteger(value), 8, out);
  if (typeof value === 'number') return take(finite(value), 8, out);
  if (value instanceof Timestamp) return new Date(value.ms).toISOString();
  if (value instanceof Duration) return `${value.ms / 1000}s`;
  if (out.depth >= MAX_RESULT_DEPTH) throw new ExpressionFault('the result is nested more than 64 deep');
  const inner = { ...out, depth: out.depth + 1 };
  if (isList(value)) return elements(value, out.meter).map((item) => copyOut(item, inner));
  return copyMap(value, inner);
}

function copyMap(map: CelMap, out: Out): Json {
  const copy: Record<string, Json> = {};
  for (const key of map.keys()) {
    // A later `merge` by careless code would turn it into the prototype of everything.
    if (key === '__proto__') throw new ExpressionFault('the result has a key named __proto__');
    take(key, textBytes(key), out);
    const value = map.get(key);
    if (value !== undefined) copy[key] = copyOut(value, out);
  }
  return copy;
}

function take<T>(value: T, bytes: number, out: Out): T {
  out.room.left -= bytes;
  if (out.room.left < 0) throw new ExpressionFault('the result is larger than 256 KiB');
  return value;
}

function safeInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new ExpressionFault(`the integer ${value} is larger than JSON can hold exactly; use string(…)`);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new ExpressionFault(`the result is ${value}, which JSON can't hold`);
}

/** Size in UTF-8 with its quotes. @throws {ExpressionFault} for NUL and lone surrogates, which the database can't hold. */
function textBytes(text: string): number {
  let bytes = 2;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) throw new ExpressionFault('the result holds a NUL character');
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else {
      const next = text.charCodeAt(i + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) {
        throw new ExpressionFault('the result holds half a character');
      }
      bytes += 4;
      i += 1;
    }
  }
  return bytes;
}

/** What people call the type of a value. */
export function typeName(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  return isList(value) ? 'list' : 'object';
}

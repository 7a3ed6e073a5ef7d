// What may cross a boundary of the engine: JSON that every store and every reader gives back as it was.
import { PayloadError } from './errors.ts';
import type { Json } from './json.ts';

/** What a value may take in a history, in bytes of its JSON text. */
export const INLINE_PAYLOAD_BYTES = 256 * 1024;
/** What no value may exceed, wherever it is kept. */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;
/** Postgres and most JSON readers give up at some depth; nobody needs this much. */
export const MAX_PAYLOAD_DEPTH = 64;

/**
 * A copy of the value as plain JSON: members that are `undefined` are left out, a top-level `undefined` is `null`, and `toJSON` is
 * honoured, as `JSON.stringify` does. Anything that would be lost silently is refused, with its path.
 *
 * `path` names the value in messages, e.g. `input`. The size limit is 256 KiB of JSON text unless `maxBytes` (at most 2 MiB) is given.
 * @throws {PayloadError} `BAD_PAYLOAD` for NUL characters, lone surrogates, NaN, Infinity, functions, symbols, bigints, promises, maps, sets,
 *   errors, `__proto__` keys and more than 64 levels; `PAYLOAD_TOO_LARGE` over the size.
 */
export function checkPayload(value: unknown, path = '', maxBytes = INLINE_PAYLOAD_BYTES): Json {
  const walk: Walk = { limit: Math.min(maxBytes, MAX_PAYLOAD_BYTES), least: 0, most: 0, root: path };
  const copy = value === undefined ? null : copyOf(value, walk, path, 0);
  // `most` counts each character as six bytes; only a value near the limit is worth an exact count.
  if (walk.most > walk.limit && jsonBytes(copy) > walk.limit) throw tooLarge(walk);
  return copy;
}

/** How many bytes the value's JSON text takes in UTF-8. */
export function jsonBytes(value: Json): number {
  return utf8Bytes(JSON.stringify(value));
}

/** The text with NUL and lone surrogates replaced, cut to `maxLength` UTF-16 units: for messages of errors we didn't write. */
export function cleanText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return isClean(cut) ? cut : cut.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\u{FFFD}');
}

interface Walk {
  readonly limit: number;
  /** Bounds of the bytes so far. The lower one stops a value that repeats a part of itself without end. */
  least: number;
  most: number;
  readonly root: string;
}

function copyOf(value: unknown, walk: Walk, path: string, depth: number): Json {
  switch (typeof value) {
    case 'string':
      return countedText(value, walk, path);
    case 'number':
      if (!Number.isFinite(value)) throw bad(`${String(value)} is not JSON`, path);
      count(walk, 1, 24);
      return value + 0;
    case 'boolean':
      count(walk, 4, 6);
      return value;
    case 'object':
      return value === null ? countedNull(walk) : copyOfObject(value, walk, path, depth);
    default:
      throw bad(`a ${typeof value} is not JSON`, path);
  }
}

function copyOfObject(value: object, walk: Walk, path: string, depth: number): Json {
  if (depth >= MAX_PAYLOAD_DEPTH) throw bad(`more than ${MAX_PAYLOAD_DEPTH} levels (or a cycle)`, path);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return copyOf((value as { toJSON: () => unknown }).toJSON(), walk, path, depth + 1);
  }
  if (Array.isArray(value)) {
    count(walk, 2, 2);
    return Array.from(value, (item: unknown, index) =>
      item === undefined ? countedNull(walk) : copyOf(item, walk, `${path}[${index}]`, depth + 1),
    );
  }
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Object]') throw bad(`${tag.slice(8, -1)} is not JSON${hint(tag)}`, path);
  return copyOfRecord(value, walk, path, depth);
}

function copyOfRecord(value: object, walk: Walk, path: string, depth: number): Json {
  count(walk, 2, 2);
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    if (member === undefined) continue;
    const at = path === '' ? key : `${path}.${key}`;
    refuseKey(key, member, at);
    countedText(key, walk, at);
    copy[key] = copyOf(member, walk, at, depth + 1);
  }
  return copy;
}

function refuseKey(key: string, member: unknown, path: string): void {
  if (key === '__proto__') throw bad('the key __proto__ is not allowed', path);
  if (
    key === 'constructor' &&
    typeof member === 'object' &&
    member !== null &&
    Object.hasOwn(member, 'prototype')
  ) {
    throw bad('the key constructor.prototype is not allowed', path);
  }
}

function countedText(text: string, walk: Walk, path: string): string {
  if (!isClean(text)) throw bad('a text holds a NUL character or half of a surrogate pair', path);
  count(walk, text.length + 2, 6 * text.length + 4);
  return text;
}

function countedNull(walk: Walk): null {
  count(walk, 4, 6);
  return null;
}

function count(walk: Walk, least: number, most: number): void {
  walk.least += least;
  walk.most += most;
  if (walk.least > walk.limit) throw tooLarge(walk);
}

/** In every browser since 2023 and Node 20, but not in the library of TypeScript that we compile against. */
interface Es2024String {
  isWellFormed(): boolean;
}

/** Native, since it is asked of every text of every payload: a regular expression takes a hundred times as long. */
function isClean(text: string): boolean {
  return !text.includes('\0') && (text as unknown as Es2024String).isWellFormed();
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A pair takes four bytes: two for each of its halves.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

function hint(tag: string): string {
  if (tag === '[object Promise]') return ' (is an await missing?)';
  return tag === '[object Map]'
    ? ' (use Object.fromEntries)'
    : tag === '[object Set]'
      ? ' (use an array)'
      : '';
}

function bad(message: string, path: string): PayloadError {
  return new PayloadError('BAD_PAYLOAD', message, path.slice(0, 200));
}

function tooLarge(walk: Walk): PayloadError {
  const limit = walk.limit >= 1024 ? `${Math.floor(walk.limit / 1024)} KiB` : `${walk.limit} bytes`;
  return new PayloadError(
    'PAYLOAD_TOO_LARGE',
    `more than ${limit} of JSON; store it elsewhere and pass a reference`,
    walk.root,
  );
}

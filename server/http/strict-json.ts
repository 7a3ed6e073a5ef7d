// JSON as everybody else would read it. What JSON.parse accepts but other readers or the database don't is refused at the edge.
import { MAX_PAYLOAD_DEPTH } from '@baton/core';
import { ApiError } from '../errors.ts';

/** A payload may be this deep, inside an input, inside a batch. */
const MAX_DEPTH = MAX_PAYLOAD_DEPTH + 16;

/**
 * The text of a body in UTF-8.
 * @throws {ApiError} BAD_JSON for bytes that are no UTF-8, and for a byte order mark.
 */
export function decodeBody(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw bad('The body is not valid UTF-8');
  }
  if (text.startsWith('\ufeff')) throw bad('The body starts with a byte order mark');
  return text;
}

/**
 * Parses, and refuses what would silently change on its way: a key given twice, `__proto__`, NUL, half of a surrogate pair,
 * whole numbers beyond 2^53, numbers that become Infinity, more levels than anybody needs.
 * @throws {ApiError} BAD_JSON with the place.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('The body is not valid JSON');
  }
  scan(text);
  return value;
}

interface Level {
  /** Keys seen so far; null for arrays. */
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

/** One pass over text that is known to be valid JSON. */
function scan(text: string): void {
  const levels: Level[] = [];
  // Strings, numbers and structure; whitespace, colons and literals say nothing here.
  const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],]/g;
  for (const match of text.matchAll(token)) {
    const [part] = match;
    const top = levels.at(-1);
    const first = part.charAt(0);
    if (first === '"') visitText(part, top, match.index);
    else if (first === '{' || first === '[') push(levels, first, match.index);
    else if (first === '}' || first === ']') levels.pop();
    else if (first === ',') {
      if (top?.keys) top.expectsKey = true;
    } else checkNumber(part, match.index);
  }
}

function push(levels: Level[], bracket: string, index: number): void {
  if (levels.length >= MAX_DEPTH) throw bad(`More than ${MAX_DEPTH} levels`, index);
  const isObject = bracket === '{';
  levels.push({ keys: isObject ? new Set() : null, expectsKey: isObject });
}

function visitText(quoted: string, top: Level | undefined, index: number): void {
  const text = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (text.includes('\0')) throw bad('A text holds a NUL character', index);
  if (/\p{Surrogate}/u.test(text)) throw bad('A text holds half of a surrogate pair', index);
  if (!top?.keys || !top.expectsKey) return;
  if (text === '__proto__') throw bad('The key __proto__ is not allowed', index);
  if (top.keys.has(text)) throw bad('A key is given twice', index);
  top.keys.add(text);
  top.expectsKey = false;
}

function checkNumber(digits: string, index: number): void {
  const value = Number(digits);
  if (!Number.isFinite(value)) throw bad('A number is too large', index);
  if (/^-?\d+$/.test(digits) && !Number.isSafeInteger(value)) {
    throw bad('A whole number has more digits than JSON readers keep; send it as a text', index);
  }
}

function bad(message: string, index?: number): ApiError {
  return new ApiError('BAD_JSON', index === undefined ? message : `${message} (at character ${index})`);
}

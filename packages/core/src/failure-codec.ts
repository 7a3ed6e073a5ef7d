// From what was thrown to what is stored, and back. Whatever is thrown, this answers; it never throws itself.
import { toMs } from './duration.ts';
import { isErrorCode } from './error-codes.ts';
import { ApplicationError, BatonError } from './errors.ts';
import type { Failure } from './failure.ts';
import type { Json } from './json.ts';
import { checkPayload, cleanText } from './payload.ts';

const MAX_MESSAGE = 4_000;
const MAX_STACK = 4_000;
const MAX_CAUSES = 8;
const MAX_NAME = 200;
/** Details larger than this are dropped, and the message says so: a failure is stored in several places. */
const MAX_DETAILS_BYTES = 32 * 1024;

/** A failure to store, from anything that code can throw. Bounded: message and stack 4,000 characters, 8 causes, details 32 KiB. */
export function failureFrom(thrown: unknown): Failure {
  return convert(thrown, MAX_CAUSES);
}

function convert(thrown: unknown, causesLeft: number): Failure {
  if (thrown instanceof Error) return ofError(thrown, causesLeft);
  if (typeof thrown === 'object' && thrown !== null) return ofObject(thrown, causesLeft);
  const text = typeof thrown === 'string' ? thrown : `${String(thrown)} was thrown`;
  return { name: 'Error', message: cleanText(text, MAX_MESSAGE) };
}

function ofError(error: Error, causesLeft: number): Failure {
  const stack = read(error, 'stack');
  const code = codeOf(error);
  const fields = fieldsOf(error);
  return {
    name: nameOf(error),
    message: messageOf(error),
    ...(code === null ? {} : { code }),
    ...(typeof stack === 'string' ? { stack: cleanText(stack, MAX_STACK) } : {}),
    ...common(error),
    ...(fields === null ? {} : { fields }),
    ...causeOf(error, causesLeft),
  };
}

/** `throw { name, message }` is somebody's failure; any other object is shown as JSON. */
function ofObject(thrown: object, causesLeft: number): Failure {
  const message = read(thrown, 'message');
  const code = codeOf(thrown);
  const fields = jsonOr(read(thrown, 'fields'), null);
  return {
    name: nameOf(thrown),
    message: cleanText(typeof message === 'string' ? message : preview(thrown), MAX_MESSAGE),
    ...(code === null ? {} : { code }),
    ...common(thrown),
    ...(isRecord(fields) ? { fields } : {}),
    ...causeOf(thrown, causesLeft),
  };
}

function common(thrown: object): Partial<Failure> {
  const delay = read(thrown, 'nextRetryDelay') ?? read(thrown, 'nextRetryDelayMs');
  const delayMs = delay === undefined || delay === null ? null : msOr(delay, null);
  const given = read(thrown, 'details');
  const details = given === undefined ? undefined : jsonOr(given, undefined);
  return {
    ...(read(thrown, 'nonRetryable') === true ? { nonRetryable: true } : {}),
    ...(delayMs === null ? {} : { nextRetryDelayMs: delayMs }),
    ...(details === undefined ? {} : { details }),
  };
}

function causeOf(thrown: object, causesLeft: number): Partial<Failure> {
  const cause = read(thrown, 'cause');
  if (cause === undefined || cause === null || causesLeft === 0) return {};
  return { cause: convert(cause, causesLeft - 1) };
}

function nameOf(thrown: object): string {
  const name = read(thrown, 'name');
  return typeof name === 'string' && name !== '' ? cleanText(name, MAX_NAME) : 'Error';
}

function messageOf(error: Error): string {
  const message = read(error, 'message');
  if (typeof message === 'string' && message !== '') return cleanText(message, MAX_MESSAGE);
  const errors = read(error, 'errors');
  if (!Array.isArray(errors)) return '';
  const inner = errors
    .slice(0, 5)
    .map((each: unknown) => (each instanceof Error ? each.message : String(each)));
  return cleanText(inner.join('; '), MAX_MESSAGE);
}

/** Ours only: a foreign code (`ECONNREFUSED`) is a field, so that it can't pass for one of ours. */
function codeOf(thrown: object): string | null {
  const code = read(thrown, 'code');
  return typeof code === 'string' && isErrorCode(code) ? code : null;
}

function fieldsOf(error: Error): Readonly<Record<string, Json>> | null {
  if (error instanceof BatonError) {
    const fields = error instanceof ApplicationError ? {} : error.fields();
    return Object.keys(fields).length === 0 ? null : fields;
  }
  const code = read(error, 'code');
  const foreign = (typeof code === 'string' && !isErrorCode(code)) || typeof code === 'number';
  return foreign ? { code: typeof code === 'number' ? code : cleanText(code, MAX_NAME) } : null;
}

function jsonOr<T>(value: unknown, otherwise: T): Json | T {
  try {
    return checkPayload(value, '', MAX_DETAILS_BYTES);
  } catch {
    return otherwise;
  }
}

function msOr<T>(value: unknown, otherwise: T): number | T {
  try {
    return toMs(value as number);
  } catch {
    return otherwise;
  }
}

function preview(thrown: object): string {
  try {
    const text: unknown = JSON.stringify(thrown);
    return typeof text === 'string' ? text : 'An object was thrown';
  } catch {
    return 'An object was thrown';
  }
}

/** A getter of a foreign object may throw. */
function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// What a workflow gives the SDK, checked where it is given: an error points to the author's line.
import { checkPayload, toMs, type Duration, type Json } from '@baton/core';
import { deepCallSite, thrownAt } from './call-site.ts';

/** @throws {ValidationError} if it is no duration. */
export function msOf(duration: Duration, path?: string): number {
  return fromAuthor(() => toMs(duration, path));
}

/** What is recorded. @throws {PayloadError} if it can't be. */
export function jsonOf(value: unknown, path: string): Json {
  return fromAuthor(() => checkPayload(value, path));
}

function fromAuthor<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error ? thrownAt(error, deepCallSite()) : error;
  }
}

// What workflow code is told by an error, as JSON: for workflows that answer with what they have caught.
import type { Json } from '@baton/core';

export interface Told {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  /** The fields that its class adds: `kind`, `reason`, `lastHeartbeatDetails`, … */
  readonly fields: Readonly<Record<string, Json>>;
  readonly cause: Told | null;
}

const common: ReadonlySet<string> = new Set(['name', 'message', 'code', 'stack', 'cause']);

export function told(error: unknown): Told {
  if (!(error instanceof Error)) throw new TypeError('What was thrown is no Error');
  const own = Object.entries(error as unknown as Record<string, Json>);
  return {
    name: error.name,
    message: error.message,
    code: 'code' in error ? String(error.code) : null,
    fields: Object.fromEntries(own.filter(([key]) => !common.has(key))),
    cause: error.cause === undefined ? null : told(error.cause),
  };
}

/** What became of it: its value, or what the caller was told. */
export function outcomeOf<T>(promise: PromiseLike<T>): Promise<{ readonly value: T } | Told> {
  return Promise.resolve(promise).then((value) => ({ value }), told);
}

/** All errors of the chain, the outermost first. */
export function chain(outcome: unknown): readonly Told[] {
  const first = outcome as Told | null;
  return first === null ? [] : [first, ...chain(first.cause)];
}

// Where the author's code called, so that an error which arrives later has a stack that points there.

import { authorFrames, isAuthors, setFrames } from './author-stack.ts';

// V8 only; elsewhere errors keep the stack of where they were made.
const errors: { readonly captureStackTrace?: (target: object, below: (...args: never) => unknown) => void } =
  Error;

export interface CallSite {
  readonly stack?: string;
}

/** Remembers the callers of `below`. V8 makes the text only when somebody reads it. */
export function callSite(below: (...args: never) => unknown): CallSite {
  const site: CallSite = {};
  const { stackTraceLimit } = Error;
  // Made for every activity, read only when one fails: the author's own frames come first, and these are enough of them.
  Error.stackTraceLimit = Math.min(stackTraceLimit, 5);
  errors.captureStackTrace?.(site, below);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** The SDK's own frames come first; below them is the author's. */
const DEEP_ENOUGH = 25;

/** Remembers who is calling, as deep as the author's code. */
export function deepCallSite(): CallSite {
  const site: CallSite = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEP_ENOUGH;
  errors.captureStackTrace?.(site, deepCallSite);
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** The author's nearest frame, e.g. `charge (/app/workflows.ts:12:5)`; null where the engine has no stacks. */
export function authorFrame({ stack = '' }: CallSite): string | null {
  const [first] = authorFrames(stack).filter(isAuthors);
  return first?.trim().replace(/^at (?:async )?/, '') ?? null;
}

/** The error, as thrown from the call. */
export function thrownAt<E extends Error>(error: E, { stack }: CallSite): E {
  if (stack !== undefined) setFrames(error, authorFrames(stack));
  return error;
}
